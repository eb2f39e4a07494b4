package io.longshore.service.pinpoint.app;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Job;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.block.BlockBuildStore;
import io.longshore.service.pinpoint.block.BlockRequestStore;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.resource.BucketPurge;
import io.longshore.service.resource.InternalJobType;
import io.longshore.service.resource.PurgeStore;
import io.longshore.service.resource.PurgeStore.Table;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Deletes the rows of a deleted app, or of a deleted imported segment, from the big tables. */
public final class AppPurgeJob extends InternalJobType {

  public static final String NAME = "pinpoint.removal";
  private static final String MEMBERS = "Members";
  private static final String ONLY_MEMBERS = "OnlyMembers";

  private final EndpointRows rows;
  private final Postgres postgres;
  private final PurgeStore endpoints;
  private final PurgeStore events;
  private final PurgeStore members;
  private final PurgeStore deletions;

  public AppPurgeJob(Postgres postgres) {
    super(NAME);
    this.postgres = postgres;
    this.rows = new EndpointRows(postgres);
    this.endpoints = new PurgeStore(postgres, new Table("pinpoint_endpoint", "id"));
    this.events = new PurgeStore(postgres, new Table("pinpoint_event", "endpoint, id"));
    this.members = new PurgeStore(postgres, new Table("pinpoint_member", "id"));
    this.deletions = new PurgeStore(postgres, new Table("pinpoint_deletion", "id"));
  }

  /**
   * The job that deletes all rows of an app.
   *
   * @param members the containers of its imported segments' members
   */
  static NewJob of(App app, List<String> members) {
    return job(app, new JsonObject().put(MEMBERS, new JsonArray(List.copyOf(members))));
  }

  /** The job that deletes the members of imported segments, and nothing else of the app. */
  public static NewJob ofSegments(App app, List<String> members) {
    return job(
        app,
        new JsonObject().put(MEMBERS, new JsonArray(List.copyOf(members))).put(ONLY_MEMBERS, true));
  }

  private static NewJob job(App app, JsonObject spec) {
    return InternalJobType.newJob(
        NAME, app.account(), app.region(), app.id(), spec, EndpointRows.PIECES.split(1));
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    List<Integer> buckets = EndpointRows.PIECES.of(piece);
    BucketPurge purge = new BucketPurge(outputs);
    Future<Void> app =
        job.spec().getBoolean(ONLY_MEMBERS, false)
            ? Future.succeededFuture()
            : rows.containers(job.container())
                .compose(all -> AsyncLoop.forEach(all, e -> endpoints(purge, e, buckets)))
                .compose(deleted -> events.purge(purge, job.container(), buckets))
                .compose(deleted -> deletions.purge(purge, job.container(), buckets));
    return app.compose(
            deleted ->
                AsyncLoop.forEach(
                    job.spec().getJsonArray(MEMBERS, new JsonArray()),
                    each -> members.purge(purge, (String) each, buckets)))
        .map(deleted -> purge.outcome());
  }

  private Future<Void> endpoints(BucketPurge purge, String container, List<Integer> buckets) {
    return BlockRequestStore.forget(postgres, List.of(container))
        .compose(forgotten -> endpoints.purge(purge, container, buckets))
        .compose(deleted -> BlockBuildStore.drop(postgres, container, buckets))
        .mapEmpty();
  }
}
