package io.longshore.service.cleanroomsml.resource;

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
import io.longshore.service.cleanroomsml.export.AudienceExportStore;
import io.longshore.service.cleanroomsml.generation.RankingStore;
import io.longshore.service.cleanroomsml.model.ModelStore;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Removes the data of a model or of an audience that a user deleted, some thousand rows a
 * statement, then what its users see of it. It may be done twice, and of what has no data.
 */
public final class AudiencePurgeJob implements JobType {

  private final ModelStore models;
  private final RankingStore rankings;
  private final CleanRoomsMlResourceStore resources;
  private final AudienceExportStore exports;

  public AudiencePurgeJob(Postgres postgres) {
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
    return new NewJob(
        JobId.random(),
        account,
        region,
        CleanRoomsMlJobStatus.REMOVAL,
        uid,
        Optional.empty(),
        spec,
        List.of(new Piece(new JsonObject(), Optional.empty())));
  }

  @Override
  public String name() {
    return CleanRoomsMlJobStatus.REMOVAL;
  }

  @Override
  public String word(Phase phase) {
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
    return models
        .find(arn)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(new Outcome.Done(0))
                    : users(found.get().container(), outputs)
                        .compose(
                            users ->
                                models
                                    .forget(arn, found.get().container())
                                    .map(new Outcome.Done(users))));
  }

  private Future<Long> users(String container, Outputs outputs) {
    AtomicLong all = new AtomicLong();
    return AsyncLoop.forEach(
            IntStream.range(0, HashBucket.COUNT).boxed().toList(),
            bucket ->
                models
                    .removeProfiles(container, bucket)
                    .onSuccess(removed -> outputs.report(all.addAndGet(removed))))
        .map(removed -> all.get());
  }

  @Override
  public Optional<Manifest> manifest(Job job, List<Output> outputs) {
    return Optional.empty();
  }
}
