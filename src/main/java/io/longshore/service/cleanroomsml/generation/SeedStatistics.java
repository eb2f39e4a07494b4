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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Counts the items of a seed's users, then those of the users most similar to them. Everything is
 * counted twice: for the whole seed, and without the users held out.
 */
final class SeedStatistics {

  /** How many hash buckets are read and counted at once. */
  private static final int AT_ONCE = Math.min(4, Runtime.getRuntime().availableProcessors());

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
        .seed(AT_ONCE, (bucket, page) -> count(page::users, this::add))
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
            AT_ONCE,
            (bucket, page) ->
                count(
                    () -> {
                      List<Candidate> found = new ArrayList<>();
                      for (UserProfile user : page.users()) {
                        if (user.part() == Part.OUTSIDE) {
                          add(found, ofWhole, user, whole);
                        }
                        if (user.part() != Part.SEED) {
                          add(found, ofTrial, user, trial);
                        }
                      }
                      return found;
                    },
                    candidate -> candidate.best().offer(candidate.user())))
        .compose(done -> follow(scoringModel.whole(), ofWhole))
        .compose(done -> follow(scoringModel.trial(), ofTrial));
  }

  /** A user who may be among the best. */
  private record Candidate(TopUsers best, TopUsers.User user) {}

  private static void add(
      List<Candidate> found, TopUsers best, UserProfile user, LogOddsWeights weights) {
    long score = weights.score(user.items());
    if (best.isCandidate(score)) {
      found.add(new Candidate(best, new TopUsers.User(user.id(), score)));
    }
  }

  private TopUsers followers(SeedProfile crowd) {
    return new TopUsers(crowd.size() / SeedProfile.WHOLE, model.users());
  }

  private Future<Void> follow(SeedProfile crowd, TopUsers followers) {
    return profiles.some(
        followers.ids(),
        AT_ONCE,
        (bucket, page) -> count(page::users, user -> crowd.add(user.items(), SeedProfile.HALF)));
  }

  /** Finds something in several pages at once, and counts it in one page after another. */
  private <T> Future<Void> count(Callable<List<T>> finding, Consumer<T> counting) {
    return workers
        .executeBlocking(finding, false)
        .compose(
            found ->
                workers.executeBlocking(
                    () -> {
                      found.forEach(counting);
                      return null;
                    },
                    true));
  }
}
