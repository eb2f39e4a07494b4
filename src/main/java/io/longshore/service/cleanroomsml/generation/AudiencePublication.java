package io.longshore.service.cleanroomsml.generation;

import io.longshore.async.AsyncLoop;
import io.longshore.job.PermanentFailure;
import io.longshore.service.cleanroomsml.generation.AudienceRanking.Ranked;
import io.longshore.service.cleanroomsml.generation.RankingStore.Ranking;
import io.longshore.service.cleanroomsml.generation.ScoredRunStore.Run;
import io.longshore.service.cleanroomsml.model.ModelStore.Model;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Ranks the users that the pieces of a generation job have scored, in the job's commit. */
final class AudiencePublication {

  private static final int ARRAYS = 1 << 30; // above the numbers of pages that pieces give

  private final WorkerExecutor workers;
  private final String job;
  private final JsonObject spec;
  private final Model model;
  private final RankingStore rankings;
  private final ScoredRunStore runs;
  private final ScoreArraysStore arrays;
  private final AudienceSizes sizes;
  private final boolean withSeed;

  /**
   * @param workers merge sorted runs
   * @param job the job's id
   * @param spec the job's
   */
  AudiencePublication(
      WorkerExecutor workers,
      String job,
      JsonObject spec,
      Model model,
      RankingStore rankings,
      ScoredRunStore runs,
      ScoreArraysStore arrays) {
    this.workers = workers;
    this.job = job;
    this.spec = spec;
    this.model = model;
    this.rankings = rankings;
    this.runs = runs;
    this.arrays = arrays;
    this.sizes = AudienceSizes.of(spec, model.users());
    this.withSeed = spec.getBoolean("includeSeedInOutput", false);
  }

  Future<Void> publish(Transaction tx, List<UUID> loads) {
    return arrays
        .isUsed(loads)
        .compose(used -> used ? rankArrays(tx, loads) : rankRuns(tx, loads))
        .compose(ranked -> remember(tx, ranked))
        .compose(remembered -> arrays.clear(tx))
        .compose(cleared -> runs.clear(tx));
  }

  private Future<Ranked> rankRuns(Transaction tx, List<UUID> loads) {
    List<Long> places = sizes.places(Long.MAX_VALUE);
    return new AudienceRanking(workers, runs, rankings, job, withSeed, places)
        .run(tx, loads)
        .map(this::whole);
  }

  /** Fails when the model was deleted meanwhile, because then not all of it was read. */
  private Ranked whole(Ranked ranked) {
    if (ranked.measured().users() != model.users()) {
      throw new PermanentFailure("The audience model was deleted while the job ran");
    }
    return ranked;
  }

  private Future<Void> remember(Transaction tx, Ranked ranked) {
    Ranking ranking =
        new Ranking(
            job, model.users(), ranked.users(), sizes.metrics(ranked.measured(), ranked.sums()));
    return rankings.remember(tx, spec.getString("generationJobId"), ranking);
  }

  /** Adds the runs to what replicas of older versions have scored, and ranks by SQL. */
  private Future<Ranked> rankArrays(Transaction tx, List<UUID> loads) {
    AtomicInteger pages = new AtomicInteger();
    return runs.list(loads)
        .compose(found -> AsyncLoop.forEach(found, run -> unpack(tx, run, pages)))
        .compose(unpacked -> arrays.rank(tx, loads, withSeed))
        .compose(
            users ->
                arrays
                    .measure(tx, loads)
                    .compose(
                        measured ->
                            arrays
                                .trialSums(tx, loads, sizes.places(measured.outside()))
                                .map(sums -> whole(new Ranked(users, measured, sums)))));
  }

  private Future<Void> unpack(Transaction tx, Run run, AtomicInteger pages) {
    RunCursor cursor = new RunCursor(run);
    return AsyncLoop.whileTrue(
        () ->
            runs.pages(run, cursor.fetched(), 1)
                .compose(
                    page -> {
                      cursor.add(page, page.isEmpty());
                      List<ScoredUser> users = new ArrayList<>();
                      while (cursor.advance()) {
                        users.add(cursor.user());
                      }
                      return users.isEmpty()
                          ? Future.succeededFuture(false)
                          : arrays
                              .add(tx, run.load(), ARRAYS + pages.getAndIncrement(), users)
                              .map(true);
                    }));
  }
}
