package io.longshore.service.cleanroomsml.resource;

import io.longshore.job.Job;
import io.longshore.job.NewJob;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.longshore.job.Piece;
import io.longshore.service.cleanroomsml.export.AudienceExportStore;
import io.longshore.service.cleanroomsml.generation.RankingStore;
import io.longshore.service.cleanroomsml.model.ModelStore;
import io.longshore.service.resource.BucketPurge;
import io.longshore.service.resource.InternalJobType;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** Deletes the data of an audience model or an audience, then its resources. */
public final class AudiencePurgeJob extends InternalJobType {

  private final ModelStore models;
  private final RankingStore rankings;
  private final CleanRoomsMlResourceStore resources;
  private final AudienceExportStore exports;

  public AudiencePurgeJob(Postgres postgres) {
    super(CleanRoomsMlJobStatus.REMOVAL, AudiencePurgeJob::status);
    this.models = new ModelStore(postgres);
    this.rankings = new RankingStore(postgres);
    this.resources = new CleanRoomsMlResourceStore(postgres);
    this.exports = new AudienceExportStore(postgres);
  }

  /** Of an audience model, by its ARN. */
  public static NewJob ofModel(String account, String region, String arn, String uid) {
    return of(account, region, uid, new JsonObject().put("model", arn));
  }

  /** Of an audience generation job, by its id. */
  public static NewJob ofGeneration(String account, String region, String uid) {
    return of(account, region, uid, new JsonObject().put("generation", uid));
  }

  private static NewJob of(String account, String region, String uid, JsonObject spec) {
    return InternalJobType.newJob(
        CleanRoomsMlJobStatus.REMOVAL, account, region, uid, spec, InternalJobType.onePiece());
  }

  private static String status(Phase phase) {
    return switch (phase) {
      case CREATED, CLAIMED -> "DELETE_PENDING";
      case STARTING, WORKING, WAITING, COMMITTING, FAILING, CANCELLING -> "DELETE_IN_PROGRESS";
      case SUCCEEDED -> "DELETED";
      case FAILED, CANCELLED -> "DELETE_FAILED";
    };
  }

  @Override
  public Future<Outcome> piece(Job job, Piece piece, Outputs outputs) {
    String model = job.spec().getString("model");
    String uid = job.container();
    return resources
        .mark(uid, CleanRoomsMlResource.DELETE_IN_PROGRESS)
        .compose(begun -> model == null ? audience(uid) : model(model, outputs))
        .compose(
            removed ->
                exports.delete(uid).compose(forgotten -> resources.deleteViews(uid)).map(removed));
  }

  private Future<Outcome> audience(String generation) {
    return rankings
        .find(generation)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(new Outcome.Done(0))
                    : rankings
                        .remove(generation, found.get().container())
                        .map(new Outcome.Done(found.get().users())));
  }

  private Future<Outcome> model(String arn, Outputs outputs) {
    BucketPurge purge = new BucketPurge(outputs);
    return models
        .find(arn)
        .compose(
            found ->
                found
                    .map(model -> models.purge(purge, arn, model.container()))
                    .orElse(Future.succeededFuture()))
        .map(deleted -> purge.outcome());
  }
}
