package io.longshore.service.cleanroomsml.generation;

import io.longshore.service.cleanroomsml.lookalike.ItemCounts;
import io.longshore.service.cleanroomsml.lookalike.LogOddsWeights;
import io.longshore.service.cleanroomsml.lookalike.ScoringModel;
import io.longshore.service.cleanroomsml.lookalike.SeedProfile;
import io.longshore.service.cleanroomsml.lookalike.TopUsers;
import io.longshore.service.cleanroomsml.model.ModelStore.Model;
import io.longshore.service.cleanroomsml.model.UserProfile;
import io.longshore.service.cleanroomsml.model.UserProfile.Part;
import io.longshore.service.cleanroomsml.model.UserProfileRows;
import io.longshore.store.HashBucket;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts the items of a seed's users, then those of the users most similar to them. Everything is
 * counted twice: for the whole seed, and without the users held out.
 */
final class SeedStatistics {

  private final WorkerExecutor workers;
  private final UserProfileRows profiles;
  private final Model model;
  private final ScoringModel scoringModel;
  private long matched;

  SeedStatistics(WorkerExecutor workers, UserProfileRows profiles, Model model, ItemCounts items) {
    this.workers = workers;
    this.profiles = profiles;
    this.model = model;
    this.scoringModel = ScoringModel.of(items);
  }

  ScoringModel scoringModel() {
    return scoringModel;
  }

  /** Counts the seed; the number of its users that the model has. */
  Future<Long> seed() {
    return profiles
        .seed((bucket, page) -> work(() -> page.forEach(this::add)))
        .map(done -> matched);
  }

  private void add(UserProfile user) {
    matched++;
    scoringModel.whole().add(user.items(), SeedProfile.WHOLE);
    if (user.part() != Part.HELD) {
      scoringModel.trial().add(user.items(), SeedProfile.WHOLE);
    }
  }

  /** Finds the users most similar to the seed, and counts them half. */
  Future<Void> followers() {
    TopUsers ofWhole = followers(scoringModel.whole());
    TopUsers ofTrial = followers(scoringModel.trial());
    LogOddsWeights whole = scoringModel.whole().weights(model.users());
    LogOddsWeights trial = scoringModel.trial().weights(model.users());
    List<Integer> all = IntStream.range(0, HashBucket.COUNT).boxed().toList();
    return profiles
        .everybody(
            all,
            (bucket, page) ->
                work(
                    () -> {
                      for (UserProfile user : page) {
                        if (user.part() == Part.OUTSIDE) {
                          ofWhole.offer(user.id(), whole.score(user.items()));
                        }
                        if (user.part() != Part.SEED) {
                          ofTrial.offer(user.id(), trial.score(user.items()));
                        }
                      }
                    }))
        .compose(done -> follow(scoringModel.whole(), ofWhole))
        .compose(done -> follow(scoringModel.trial(), ofTrial));
  }

  private TopUsers followers(SeedProfile crowd) {
    return new TopUsers(crowd.size() / SeedProfile.WHOLE, model.users());
  }

  private Future<Void> follow(SeedProfile crowd, TopUsers followers) {
    return profiles.some(
        followers.ids(),
        (bucket, page) ->
            work(() -> page.forEach(user -> crowd.add(user.items(), SeedProfile.HALF))));
  }

  private Future<Void> work(Runnable counting) {
    return workers.executeBlocking(
        () -> {
          counting.run();
          return null;
        },
        false);
  }
}
