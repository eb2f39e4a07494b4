package io.longshore.service.cleanroomsml.generation;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.async.AsyncLoop;
import io.longshore.engine.store.JobStore;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.CleanRoomsMlLists;
import io.longshore.service.cleanroomsml.resource.AudienceDeletion;
import io.longshore.service.cleanroomsml.resource.AudienceJobStatuses;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobDependencies;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobStatus;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResource;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceStore;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import io.longshore.service.resource.ListPage;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The operations on audience generation jobs that were started. */
public final class AudienceGenerationJobOperations {

  private static final CleanRoomsMlResourceType KIND = CleanRoomsMlResourceType.GENERATION_JOB;
  private static final String ARN = "audienceGenerationJobArn";
  private static final String MODEL = "configuredAudienceModelArn";

  private final Postgres postgres;
  private final CleanRoomsMlResourceStore resources;
  private final RankingStore rankings;
  private final JobStore jobs;
  private final AudienceJobStatuses statuses;
  private final AudienceDeletion removals;

  public AudienceGenerationJobOperations(CleanRoomsMlJobDependencies tools) {
    this.postgres = tools.postgres();
    this.resources = tools.resources();
    this.rankings = new RankingStore(tools.postgres());
    this.jobs = tools.jobs();
    this.statuses = tools.statuses();
    this.removals = tools.removals();
  }

  public Future<ServiceResponse> get(Call call) {
    return resources
        .required(call.principal(), KIND, call.parameter(ARN))
        .compose(statuses::of)
        .compose(
            standing -> {
              CleanRoomsMlResource job = standing.resource();
              return measured(job, standing.explained(summary(job)).put("tags", job.tags()));
            })
        .map(ServiceResponse::ok);
  }

  /**
   * Adds the seed for the account that started the job, and the metrics if the model's owner shares
   * them.
   */
  private Future<JsonObject> measured(CleanRoomsMlResource job, JsonObject described) {
    job.copied(described, "includeSeedInOutput");
    if (!job.shared()) {
      job.copied(described, "seedAudience");
    }
    if (!job.body().getJsonArray("sharedAudienceMetrics").contains("ALL")) {
      return Future.succeededFuture(described);
    }
    return rankings
        .find(job.uid())
        .map(
            ranking -> {
              ranking.ifPresent(found -> described.put("metrics", found.metrics()));
              return described;
            });
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = CleanRoomsMlLists.page(call, MODEL, "collaborationId");
    return resources
        .list(
            call.principal(), KIND, page, call.parameter(MODEL), call.parameter("collaborationId"))
        .compose(
            found ->
                statuses
                    .of(page.shown(found))
                    .map(
                        all ->
                            page.answer(
                                "audienceGenerationJobs",
                                found,
                                each -> all.get(each.uid()).told(summary(each)),
                                CleanRoomsMlResource::position)));
  }

  private static JsonObject summary(CleanRoomsMlResource job) {
    JsonObject described = job.described(ARN).put(MODEL, job.parent().orElseThrow());
    job.collaboration().ifPresent(id -> described.put("collaborationId", id));
    return job.copied(described, "startedBy");
  }

  /** Deletes the audience and both accounts' views of the job. */
  public Future<ServiceResponse> delete(Call call) {
    return resources
        .required(call.principal(), KIND, call.parameter(ARN))
        .compose(statuses::requireAtRest)
        .compose(job -> postgres.transact(tx -> delete(tx, job)))
        .onSuccess(begun -> jobs.wake())
        .map(ServiceResponse.of(200, null));
  }

  private Future<Void> delete(Transaction tx, CleanRoomsMlResource job) {
    return resources
        .lockedViews(tx, job.uid())
        .compose(
            views -> {
              CleanRoomsMlResource locked =
                  views.stream()
                      .filter(view -> view.arn().equals(job.arn()))
                      .findFirst()
                      .orElseThrow(() -> CleanRoomsMlError.unknown(KIND, job.arn()));
              return unexported(tx, views, locked);
            })
        .compose(locked -> removals.begin(tx, locked));
  }

  private Future<CleanRoomsMlResource> unexported(
      Transaction tx, List<CleanRoomsMlResource> views, CleanRoomsMlResource locked) {
    return AsyncLoop.forEach(
            views,
            view ->
                jobs.unfinished(
                        tx,
                        view.account(),
                        view.region(),
                        Optional.of(view.uid()),
                        CleanRoomsMlJobStatus.EXPORT)
                    .map(
                        exports -> {
                          if (exports > 0) {
                            throw locked.conflict("is being exported: wait until that ended");
                          }
                          return null;
                        }))
        .map(locked);
  }
}
