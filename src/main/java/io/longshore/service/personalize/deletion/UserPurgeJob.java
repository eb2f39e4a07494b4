package io.longshore.service.personalize.deletion;

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
import io.longshore.service.personalize.deletion.UserPurgeStore.Due;
import io.longshore.service.personalize.record.ExportSelection;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Removes the records of deleted users, some thousand a statement, and forgets whose their sessions
 * are. Nobody sees any of it; it may be done twice.
 */
public final class UserPurgeJob implements JobType {

  static final String NAME = "personalize.erasure";

  private final UserPurgeStore rows;
  private final DeletionStore deletions;

  public UserPurgeJob(Postgres postgres) {
    this.rows = new UserPurgeStore(postgres);
    this.deletions = new DeletionStore(postgres);
  }

  static NewJob of(Due due, JobId id) {
    JsonObject spec =
        new JsonObject()
            .put("deletion", due.deletion())
            .put("loads", new JsonArray(due.loads().stream().map(UUID::toString).toList()))
            .put("seq", due.seq())
            .put("datasets", new JsonArray(due.datasets()));
    return new NewJob(
        id,
        due.account(),
        due.region(),
        NAME,
        due.groupUid(),
        Optional.empty(),
        spec,
        List.of(new Piece(new JsonObject(), Optional.empty())));
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
    JsonObject spec = job.spec();
    String deletion = spec.getString("deletion");
    Work work =
        new Work(
            deletion,
            ExportSelection.uuids(spec.getJsonArray("loads")),
            spec.getLong("seq"),
            spec.getJsonArray("datasets").stream().map(String.class::cast).toList(),
            outputs);
    return work.all()
        .compose(removed -> deletions.remove(deletion, null))
        .compose(removed -> rows.end(deletion))
        .map(ended -> new Outcome.Done(work.count));
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.empty();
  }

  private final class Work {

    private final String deletion;
    private final List<UUID> loads;
    private final long seq;
    private final List<String> datasets;
    private final Outputs outputs;
    private int bucket;
    private long count; // of the records that were removed

    private Work(
        String deletion, List<UUID> loads, long seq, List<String> datasets, Outputs outputs) {
      this.deletion = deletion;
      this.loads = loads;
      this.seq = seq;
      this.datasets = datasets;
      this.outputs = outputs;
    }

    private Future<Void> all() {
      return AsyncLoop.whileTrue(
          () ->
              bucket == HashBucket.COUNT
                  ? Future.succeededFuture(false)
                  : bucket().onSuccess(removed -> bucket++).map(true));
    }

    private Future<Void> bucket() {
      return rows.users(deletion, loads, bucket)
          .compose(
              users -> {
                Iterator<String> left =
                    users.isEmpty() ? List.<String>of().iterator() : datasets.iterator();
                return AsyncLoop.whileTrue(
                    () ->
                        left.hasNext()
                            ? dataset(left.next(), users).map(true)
                            : Future.succeededFuture(false));
              });
    }

    private Future<Void> dataset(String dataset, List<String> users) {
      return AsyncLoop.whileTrue(() -> records(dataset))
          .compose(removed -> rows.sessions(dataset, users));
    }

    private Future<Boolean> records(String dataset) {
      return rows.records(deletion, loads, seq, dataset, bucket)
          .map(
              removed -> {
                count += removed;
                outputs.report(count);
                return removed > 0;
              });
    }
  }
}
