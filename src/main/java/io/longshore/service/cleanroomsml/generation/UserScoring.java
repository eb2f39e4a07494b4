package io.longshore.service.cleanroomsml.generation;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Outputs;
import io.longshore.service.cleanroomsml.generation.ScoredRunStore.Run;
import io.longshore.service.cleanroomsml.lookalike.LogOddsWeights;
import io.longshore.service.cleanroomsml.lookalike.ScoringModel;
import io.longshore.service.cleanroomsml.model.ProfilePage;
import io.longshore.service.cleanroomsml.model.UserProfile;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Scores users page by page into sorted runs, which the commit merges. For one context. */
final class UserScoring {

  private static final int USERS_OF_RUN = 50_000;
  private static final int PAGES_AT_ONCE = 32; // of 32 KiB

  private final WorkerExecutor workers;
  private final ScoredRunStore store;
  private final int bucket;
  private final Outputs outputs;
  private final LogOddsWeights whole;
  private final LogOddsWeights trial;
  private List<ScoredUser> scored = new ArrayList<>();
  private int runs;
  private long users;
  private Throwable stopped; // the reason why the piece must stop

  /**
   * @param bucket the first of the piece
   * @param population the number of the model's users
   */
  UserScoring(
      WorkerExecutor workers,
      ScoredRunStore store,
      int bucket,
      Outputs outputs,
      ScoringModel scoringModel,
      long population) {
    this.workers = workers;
    this.store = store;
    this.bucket = bucket;
    this.outputs = outputs;
    this.whole = scoringModel.whole().weights(population);
    this.trial = scoringModel.trial().weights(population);
    outputs.stopped().onFailure(reason -> stopped = reason);
  }

  /** Fails when the piece must stop. */
  Future<Void> take(int bucketOfPage, ProfilePage page) {
    if (stopped != null) {
      return Future.failedFuture(stopped);
    }
    return workers
        .executeBlocking(
            () -> {
              page.users().forEach(user -> scored.add(scored(user)));
              return scored.size();
            },
            false)
        .compose(size -> size < USERS_OF_RUN ? Future.succeededFuture() : end());
  }

  private ScoredUser scored(UserProfile user) {
    return new ScoredUser(
        user.id().getBytes(StandardCharsets.UTF_8),
        whole.score(user.items()),
        trial.score(user.items()),
        user.part());
  }

  /** Stores the users that are left, after the last page. */
  Future<Void> end() {
    List<ScoredUser> some = scored;
    if (some.isEmpty()) {
      return Future.succeededFuture();
    }
    scored = new ArrayList<>();
    Run run = new Run(bucket, outputs.load(), runs++);
    AtomicInteger page = new AtomicInteger();
    return workers
        .executeBlocking(() -> ScoredPages.of(some), false)
        .compose(
            pages ->
                AsyncLoop.forEachBatch(
                    pages,
                    PAGES_AT_ONCE,
                    batch -> store.add(run, page.getAndAdd(batch.size()), batch)))
        .onSuccess(
            stored -> {
              users += some.size();
              outputs.report(users);
            });
  }

  long users() {
    return users;
  }
}
