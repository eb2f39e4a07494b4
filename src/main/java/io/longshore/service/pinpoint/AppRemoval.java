package io.longshore.service.pinpoint;

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
import io.longshore.store.Bucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * Removes the endpoints of a deleted app, some thousand rows a statement. No operation shows it; it
 * may be done twice.
 */
public final class AppRemoval implements JobType {

  static final String NAME = "pinpoint.removal";
  private static final int ROWS_A_STATEMENT = 5000;

  private final EndpointRows endpoints;

  public AppRemoval(Postgres postgres) {
    this.endpoints = new EndpointRows(postgres);
  }

  /** The job that removes what is left of that app. */
  static NewJob of(App app) {
    return new NewJob(
        JobId.random(),
        app.account(),
        app.region(),
        NAME,
        app.id(),
        Optional.empty(),
        new JsonObject(),
        List.of(new Piece(ExportPlan.spec(0, Bucket.COUNT), Optional.empty())));
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
    return removed(job.container(), ExportPlan.buckets(piece), 0, outputs).map(Outcome.Done::new);
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.empty();
  }

  /** Removes what the buckets hold, and says how many rows that were with those of before. */
  private Future<Long> removed(String app, List<Integer> buckets, long before, Outputs outputs) {
    if (buckets.isEmpty()) {
      return Future.succeededFuture(before);
    }
    return endpoints
        .remove(app, buckets.get(0), ROWS_A_STATEMENT)
        .compose(
            rows -> {
              outputs.report(before + rows);
              boolean more = rows == ROWS_A_STATEMENT;
              List<Integer> left = more ? buckets : buckets.subList(1, buckets.size());
              return removed(app, left, before + rows, outputs);
            });
  }
}
