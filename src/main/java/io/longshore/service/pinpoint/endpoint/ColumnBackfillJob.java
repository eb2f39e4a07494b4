package io.longshore.service.pinpoint.endpoint;

import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.app.AppQueueStore;
import io.longshore.service.pinpoint.endpoint.ColumnBackfillStore.Unfilled;
import io.longshore.service.resource.InternalJobType;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * Fills the columns that segments and look-ups search, for an app's endpoints of earlier versions,
 * some rows at a time. No operation shows it; it may run twice, and continues where it stopped.
 */
public final class ColumnBackfillJob extends InternalJobType {

  static final String NAME = "pinpoint.fill";
  private static final int ROWS_A_STATEMENT = 200;
  private static final int PIECES = 4;

  private final ColumnBackfillStore rows;

  public ColumnBackfillJob(Postgres postgres) {
    super(NAME);
    this.rows = new ColumnBackfillStore(postgres);
  }

  /** Creates a job for each app that is listed; returns how many. */
  public static Future<Integer> begin(Postgres postgres, JobStore jobs) {
    return new AppQueueStore(postgres, "pinpoint_fill")
        .createJobs(
            jobs,
            app ->
                InternalJobType.newJob(
                    NAME,
                    app.account(),
                    app.region(),
                    app.id(),
                    new JsonObject(),
                    EndpointRows.PIECES.split(PIECES)));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    String app = job.container();
    return new BucketPager<>(ROWS_A_STATEMENT, Unfilled::id, EndpointRows.PIECES.of(piece), outputs)
        .all(
            (bucket, after) -> rows.unfilled(app, bucket, after, ROWS_A_STATEMENT),
            (bucket, some) ->
                some.isEmpty() ? Future.succeededFuture() : rows.fill(app, bucket, some));
  }
}
