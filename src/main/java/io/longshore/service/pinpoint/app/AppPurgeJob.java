package io.longshore.service.pinpoint.app;

import io.longshore.async.AsyncLoop;
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
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.endpoint.EndpointRows.Kind;
import io.longshore.service.pinpoint.job.export.EndpointExportPlan;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Removes what a deleted app, or a deleted segment that was imported, left in the big tables, some
 * thousand rows a statement. No operation shows it; it may be done twice.
 */
public final class AppPurgeJob implements JobType {

  public static final String NAME = "pinpoint.removal";
  private static final int ROWS_A_STATEMENT = 5000;
  private static final String MEMBERS = "Members";

  /** Rows of one kind in some buckets of a container. */
  private record Rest(Kind kind, String container, List<Integer> buckets) {}

  private final EndpointRows rows;

  public AppPurgeJob(Postgres postgres) {
    this.rows = new EndpointRows(postgres);
  }

  /**
   * The job that removes what is left of that app.
   *
   * @param members the containers of its imported segments' members
   */
  static NewJob of(App app, List<String> members) {
    return job(app, new JsonObject().put(MEMBERS, new JsonArray(List.copyOf(members))));
  }

  /** The job that removes the members of imported segments, and nothing else of the app. */
  public static NewJob ofSegments(App app, List<String> members) {
    return job(
        app,
        new JsonObject()
            .put(MEMBERS, new JsonArray(List.copyOf(members)))
            .put("OnlyMembers", true));
  }

  private static NewJob job(App app, JsonObject spec) {
    return new NewJob(
        JobId.random(),
        app.account(),
        app.region(),
        NAME,
        app.id(),
        Optional.empty(),
        spec,
        List.of(new Piece(EndpointExportPlan.spec(0, HashBucket.COUNT), Optional.empty())));
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
    List<Integer> buckets = EndpointExportPlan.buckets(piece);
    boolean all = !job.spec().getBoolean("OnlyMembers", false);
    return (all ? rows.containers(job.container()) : Future.succeededFuture(List.<String>of()))
        .compose(
            containers -> {
              Deque<Rest> rest = new ArrayDeque<>();
              containers.forEach(each -> rest.add(new Rest(Kind.ENDPOINTS, each, buckets)));
              if (all) {
                rest.add(new Rest(Kind.EVENTS, job.container(), buckets));
              }
              job.spec()
                  .getJsonArray(MEMBERS, new JsonArray())
                  .forEach(members -> rest.add(new Rest(Kind.MEMBERS, (String) members, buckets)));
              return removed(rest, outputs);
            })
        .map(Outcome.Done::new);
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.empty();
  }

  /** Removes what is left, and says how many rows that were. */
  private Future<Long> removed(Deque<Rest> left, Outputs outputs) {
    AtomicLong removed = new AtomicLong();
    return AsyncLoop.whileTrue(
            () ->
                left.isEmpty()
                    ? Future.succeededFuture(false)
                    : some(left)
                        .onSuccess(count -> outputs.report(removed.addAndGet(count)))
                        .map(true))
        .map(all -> removed.get());
  }

  private Future<Integer> some(Deque<Rest> left) {
    Rest rest = left.remove();
    return rows.remove(rest.kind(), rest.container(), rest.buckets().get(0), ROWS_A_STATEMENT)
        .onSuccess(
            count -> {
              List<Integer> buckets = rest.buckets();
              boolean more = count == ROWS_A_STATEMENT;
              List<Integer> next = more ? buckets : buckets.subList(1, buckets.size());
              if (!next.isEmpty()) {
                left.addFirst(new Rest(rest.kind(), rest.container(), next));
              }
            });
  }
}
