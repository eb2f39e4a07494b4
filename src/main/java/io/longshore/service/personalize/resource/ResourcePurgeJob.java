package io.longshore.service.personalize.resource;

import io.longshore.job.Job;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Piece;
import io.longshore.service.personalize.record.RecordRows;
import io.longshore.service.resource.BucketPurge;
import io.longshore.service.resource.InternalJobType;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Deletes the records of a dataset that a user deleted, then the resource itself. */
public final class ResourcePurgeJob extends InternalJobType {

  static final String NAME = "personalize.removal";

  private final PersonalizeResourceStore resources;
  private final RecordRows records;

  public ResourcePurgeJob(Postgres postgres) {
    super(NAME);
    this.resources = new PersonalizeResourceStore(postgres);
    this.records = new RecordRows(postgres);
  }

  static NewJob of(PersonalizeResource resource) {
    return InternalJobType.newJob(
        NAME,
        resource.account(),
        resource.region(),
        resource.uid(),
        new JsonObject().put("arn", resource.arn()).put("kind", resource.kind().path()),
        InternalJobType.onePiece());
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    String arn = job.spec().getString("arn");
    String uid = job.container();
    boolean hasRows =
        PersonalizeResourceType.of(job.spec().getString("kind")) == PersonalizeResourceType.DATASET;
    BucketPurge purge = new BucketPurge(outputs);
    return resources
        .deleting(arn, uid)
        .compose(begun -> hasRows ? records.purge(purge, uid) : Future.succeededFuture())
        .compose(deleted -> resources.delete(arn, uid))
        .map(deleted -> purge.outcome());
  }
}
