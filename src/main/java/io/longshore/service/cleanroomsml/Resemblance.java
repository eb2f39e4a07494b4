package io.longshore.service.cleanroomsml;

import io.longshore.service.cleanroomsml.ModelStore.Model;
import io.longshore.service.cleanroomsml.Profile.Part;
import io.longshore.service.cleanroomsml.lookalike.Crowd;
import io.longshore.service.cleanroomsml.lookalike.Followers;
import io.longshore.service.cleanroomsml.lookalike.Items;
import io.longshore.service.cleanroomsml.lookalike.Tally;
import io.longshore.service.cleanroomsml.lookalike.Weights;
import io.longshore.store.HashBucket;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Counts what a seed's users have, then what those have who are most like them. All is done twice:
 * for the whole seed, and without those held out.
 */
final class Resemblance {

  private final WorkerExecutor workers;
  private final ProfileRows profiles;
  private final Model model;
  private final Tally tally;
  private long matched;

  Resemblance(WorkerExecutor workers, ProfileRows profiles, Model model, Items items) {
    this.workers = workers;
    this.profiles = profiles;
    this.model = model;
    this.tally = Tally.of(items);
  }

  Tally tally() {
    return tally;
  }

  /** Counts the seed; how many of its users the model knows. */
  Future<Long> seed() {
    return profiles
        .seed((bucket, page) -> work(() -> page.forEach(this::add)))
        .map(done -> matched);
  }

  private void add(Profile user) {
    matched++;
    tally.whole().add(user.items(), Crowd.WHOLE);
    if (user.part() != Part.HELD) {
      tally.trial().add(user.items(), Crowd.WHOLE);
    }
  }

  /** Finds the users who are most like the seed, and takes them in for half. */
  Future<Void> followers() {
    Followers ofWhole = followers(tally.whole());
    Followers ofTrial = followers(tally.trial());
    Weights whole = tally.whole().weights(model.users());
    Weights trial = tally.trial().weights(model.users());
    List<Integer> all = IntStream.range(0, HashBucket.COUNT).boxed().toList();
    return profiles
        .everybody(
            all,
            (bucket, page) ->
                work(
                    () -> {
                      for (Profile user : page) {
                        if (user.part() == Part.OUTSIDE) {
                          ofWhole.offer(user.id(), whole.score(user.items()));
                        }
                        if (user.part() != Part.SEED) {
                          ofTrial.offer(user.id(), trial.score(user.items()));
                        }
                      }
                    }))
        .compose(done -> follow(tally.whole(), ofWhole))
        .compose(done -> follow(tally.trial(), ofTrial));
  }

  private Followers followers(Crowd crowd) {
    return new Followers(crowd.size() / Crowd.WHOLE, model.users());
  }

  private Future<Void> follow(Crowd crowd, Followers followers) {
    return profiles.some(
        followers.ids(),
        (bucket, page) -> work(() -> page.forEach(user -> crowd.add(user.items(), Crowd.HALF))));
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
