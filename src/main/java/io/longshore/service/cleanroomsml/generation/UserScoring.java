package io.longshore.service.cleanroomsml.generation;

import io.longshore.job.Outputs;
import io.longshore.service.cleanroomsml.lookalike.LogOddsWeights;
import io.longshore.service.cleanroomsml.lookalike.ScoringModel;
import io.longshore.service.cleanroomsml.model.UserProfile;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.List;

/** Scores users page by page into rows that the commit ranks. */
final class UserScoring {

  private final WorkerExecutor workers;
  private final RankingStore rankings;
  private final String job;
  private final Outputs outputs;
  private final LogOddsWeights whole;
  private final LogOddsWeights trial;
  private int pages;
  private long users;
  private Throwable stopped; // the reason why the piece must stop

  /**
   * @param population the number of the model's users
   */
  UserScoring(
      WorkerExecutor workers,
      RankingStore rankings,
      String job,
      Outputs outputs,
      ScoringModel scoringModel,
      long population) {
    this.workers = workers;
    this.rankings = rankings;
    this.job = job;
    this.outputs = outputs;
    this.whole = scoringModel.whole().weights(population);
    this.trial = scoringModel.trial().weights(population);
    outputs.stopped().onFailure(reason -> stopped = reason);
  }

  /** The columns of users and their scores. */
  record Scored(String[] users, Long[] scores, Long[] trials, Short[] parts) {}

  /** Fails when the piece must stop. */
  Future<Void> take(int bucket, List<UserProfile> page) {
    if (stopped != null) {
      return Future.failedFuture(stopped);
    }
    int number = pages++;
    return workers
        .executeBlocking(() -> scored(page), false)
        .compose(scored -> rankings.add(job, bucket, outputs.load(), number, scored))
        .onSuccess(
            added -> {
              users += page.size();
              outputs.report(users);
            });
  }

  private Scored scored(List<UserProfile> page) {
    int size = page.size();
    Scored scored = new Scored(new String[size], new Long[size], new Long[size], new Short[size]);
    for (int at = 0; at < size; at++) {
      UserProfile user = page.get(at);
      scored.users()[at] = user.id();
      scored.scores()[at] = whole.score(user.items());
      scored.trials()[at] = trial.score(user.items());
      scored.parts()[at] = (short) user.part().ordinal();
    }
    return scored;
  }

  long users() {
    return users;
  }
}
