package io.longshore.service.pinpoint.endpoint;

import io.longshore.async.AsyncLoop;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobType;
import io.longshore.job.Manifest;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.longshore.job.Output;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.endpoint.ColumnBackfillStore.Owned;
import io.longshore.service.pinpoint.endpoint.ColumnBackfillStore.Unfilled;
import io.longshore.service.pinpoint.job.export.EndpointExportPlan;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Fills the columns that segments and look-ups search, for an app's endpoints that were written
 * before there were any, some rows at a time. No operation shows it; it may be done twice, and goes
 * on where it was.
 */
public final class ColumnBackfillJob implements JobType {

  static final String NAME = "pinpoint.fill";
  private static final int ROWS_A_STATEMENT = 200;
  private static final int PIECES = 4;

  private final ColumnBackfillStore rows;

  public ColumnBackfillJob(Postgres postgres) {
    this.rows = new ColumnBackfillStore(postgres);
  }

  /** Makes jobs for the apps that are on the list; returns how many that were. */
  public static Future<Integer> begin(Postgres postgres, JobStore jobs) {
    ColumnBackfillStore rows = new ColumnBackfillStore(postgres);
    AtomicInteger begun = new AtomicInteger();
    return AsyncLoop.whileTrue(
            () ->
                next(postgres, rows, jobs)
                    .onSuccess(
                        taken ->
                            taken.flatMap(app -> app).ifPresent(app -> begun.incrementAndGet()))
                    .map(Optional::isPresent))
        .map(all -> begun.get());
  }

  private static Future<Optional<Optional<Owned>>> next(
      Postgres postgres, ColumnBackfillStore rows, JobStore jobs) {
    return postgres
        .transact(
            tx ->
                rows.take(tx)
                    .compose(
                        taken ->
                            taken.isPresent() && taken.get().isPresent()
                                ? jobs.create(tx, of(taken.get().get())).map(taken)
                                : Future.succeededFuture(taken)))
        .onSuccess(taken -> taken.ifPresent(app -> jobs.wake()));
  }

  private static NewJob of(Owned app) {
    List<Piece> pieces =
        IntStream.range(0, PIECES)
            .mapToObj(
                i ->
                    EndpointExportPlan.spec(
                        i * HashBucket.COUNT / PIECES, (i + 1) * HashBucket.COUNT / PIECES))
            .map(spec -> new Piece(spec, Optional.empty()))
            .toList();
    return new NewJob(
        JobId.random(),
        app.account(),
        app.region(),
        NAME,
        app.app(),
        Optional.empty(),
        new JsonObject(),
        pieces);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String word(Phase phase) {
    return phase.name();
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    String app = job.container();
    return new BucketPager<>(
            ROWS_A_STATEMENT, Unfilled::id, EndpointExportPlan.buckets(piece), outputs)
        .all(
            (bucket, after) -> rows.unfilled(app, bucket, after, ROWS_A_STATEMENT),
            (bucket, some) ->
                some.isEmpty() ? Future.succeededFuture() : rows.fill(app, bucket, some));
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.empty();
  }
}
