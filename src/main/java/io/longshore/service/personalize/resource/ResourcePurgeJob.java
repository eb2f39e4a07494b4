package io.longshore.service.personalize.resource;

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
import io.longshore.service.personalize.record.RecordRows;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Removes what a user deleted: first the rows, some thousand a statement, then the resource itself.
 * No operation shows it but by the resource's status; it may be done twice.
 */
public final class ResourcePurgeJob implements JobType {

  static final String NAME = "personalize.removal";

  private final PersonalizeResourceStore resources;
  private final RecordRows records;

  public ResourcePurgeJob(Postgres postgres) {
    this.resources = new PersonalizeResourceStore(postgres);
    this.records = new RecordRows(postgres);
  }

  static NewJob of(PersonalizeResource resource) {
    return new NewJob(
        JobId.random(),
        resource.account(),
        resource.region(),
        NAME,
        resource.uid(),
        Optional.empty(),
        new JsonObject().put("arn", resource.arn()).put("kind", resource.kind().path()),
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
    String arn = job.spec().getString("arn");
    String uid = job.container();
    boolean hasRows =
        PersonalizeResourceType.of(job.spec().getString("kind")) == PersonalizeResourceType.DATASET;
    return resources
        .deleting(arn, uid)
        .compose(begun -> hasRows ? removed(uid, outputs) : Future.succeededFuture(0L))
        .compose(rows -> resources.delete(arn, uid).map(new Outcome.Done(rows)));
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.empty();
  }

  /** Removes what the dataset holds; returns how many rows that were. */
  private Future<Long> removed(String dataset, Outputs outputs) {
    AtomicInteger bucket = new AtomicInteger();
    AtomicLong count = new AtomicLong();
    return AsyncLoop.whileTrue(
            () ->
                bucket.get() == HashBucket.COUNT
                    ? Future.succeededFuture(false)
                    : records
                        .remove(dataset, bucket.get())
                        .onSuccess(
                            rows -> {
                              outputs.report(count.addAndGet(rows));
                              if (rows == 0) {
                                bucket.incrementAndGet();
                              }
                            })
                        .map(true))
        .compose(all -> records.forget(dataset))
        .map(all -> count.get());
  }
}
