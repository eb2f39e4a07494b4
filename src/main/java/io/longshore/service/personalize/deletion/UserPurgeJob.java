package io.longshore.service.personalize.deletion;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Job;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.service.personalize.deletion.UserPurgeStore.Due;
import io.longshore.service.personalize.record.ExportSelection;
import io.longshore.service.resource.BucketPurge;
import io.longshore.service.resource.InternalJobType;
import io.longshore.store.BucketPartitioner;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/** Deletes the hidden records of deleted users, and their sessions. */
public final class UserPurgeJob extends InternalJobType {

  static final String NAME = "personalize.erasure";

  private final UserPurgeStore rows;
  private final UserDeletionStore deletions;

  public UserPurgeJob(Postgres postgres) {
    super(NAME);
    this.rows = new UserPurgeStore(postgres);
    this.deletions = new UserDeletionStore(postgres);
  }

  static NewJob of(Due due) {
    JsonObject spec =
        new JsonObject()
            .put("deletion", due.deletion())
            .put("loads", new JsonArray(due.loads().stream().map(UUID::toString).toList()))
            .put("seq", due.seq())
            .put("datasets", new JsonArray(due.datasets()));
    return InternalJobType.newJob(
        NAME, due.account(), due.region(), due.groupUid(), spec, InternalJobType.onePiece());
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    JsonObject spec = job.spec();
    String deletion = spec.getString("deletion");
    List<UUID> loads = ExportSelection.uuids(spec.getJsonArray("loads"));
    BucketPurge purge = new BucketPurge(outputs);
    return AsyncLoop.forEach(
            BucketPartitioner.buckets(0, HashBucket.COUNT),
            bucket ->
                rows.users(deletion, loads, bucket)
                    .compose(users -> purge(purge, spec, loads, bucket, users)))
        .compose(removed -> deletions.remove(deletion, null))
        .compose(removed -> rows.end(deletion))
        .map(ended -> purge.outcome());
  }

  /** Deletes the records and sessions that the users of a bucket have in all datasets. */
  private Future<Void> purge(
      BucketPurge purge, JsonObject spec, List<UUID> loads, int bucket, List<String> users) {
    return users.isEmpty()
        ? Future.succeededFuture()
        : AsyncLoop.forEach(
            spec.getJsonArray("datasets"),
            each -> {
              String dataset = (String) each;
              String deletion = spec.getString("deletion");
              long seq = spec.getLong("seq");
              return purge
                  .delete(
                      List.of(bucket), 1, own -> rows.records(deletion, loads, seq, dataset, own))
                  .compose(deleted -> rows.sessions(dataset, users));
            });
  }
}
