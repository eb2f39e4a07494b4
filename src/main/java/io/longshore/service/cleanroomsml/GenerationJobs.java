package io.longshore.service.cleanroomsml;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The operations on audience generation jobs that were started. */
final class GenerationJobs {

  private static final Kind KIND = Kind.GENERATION_JOB;
  private static final String ARN = "audienceGenerationJobArn";
  private static final String MODEL = "configuredAudienceModelArn";

  private final Postgres postgres;
  private final ResourceStore resources;
  private final RankingStore rankings;
  private final JobStore jobs;
  private final JobStatuses statuses;
  private final Removals removals;

  GenerationJobs(Tools tools) {
    this.postgres = tools.postgres();
    this.resources = tools.resources();
    this.rankings = new RankingStore(tools.postgres());
    this.jobs = tools.jobs();
    this.statuses = tools.statuses();
    this.removals = tools.removals();
  }

  Future<ServiceResponse> get(Call call) {
    return resources
        .required(call.principal(), KIND, call.parameter(ARN))
        .compose(statuses::of)
        .compose(
            standing -> {
              Resource job = standing.resource();
              return measured(job, standing.explained(summary(job)).put("tags", job.tags()));
            })
        .map(ServiceResponse::ok);
  }

  /** The seed is its sender's alone; how good the audience is, the model's owner may keep. */
  private Future<JsonObject> measured(Resource job, JsonObject described) {
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

  Future<ServiceResponse> list(Call call) {
    Page page = Page.of(call, MODEL, "collaborationId");
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
                                Resource::position)));
  }

  private static JsonObject summary(Resource job) {
    JsonObject described = job.described(ARN).put(MODEL, job.parent().orElseThrow());
    job.collaboration().ifPresent(id -> described.put("collaborationId", id));
    return job.copied(described, "startedBy");
  }

  /** Its data goes, and with it what the other account sees of it. */
  Future<ServiceResponse> delete(Call call) {
    return resources
        .required(call.principal(), KIND, call.parameter(ARN))
        .compose(statuses::requireAtRest)
        .compose(job -> postgres.transact(tx -> delete(tx, job)))
        .onSuccess(begun -> jobs.wake())
        .map(ServiceResponse.of(200, null));
  }

  private Future<Void> delete(Transaction tx, Resource job) {
    return resources
        .lockedViews(tx, job.uid())
        .compose(
            views -> {
              Resource locked =
                  views.stream()
                      .filter(view -> view.arn().equals(job.arn()))
                      .findFirst()
                      .orElseThrow(() -> CleanRoomsMlError.unknown(KIND, job.arn()));
              return unexported(tx, views, locked);
            })
        .compose(locked -> removals.begin(tx, locked));
  }

  private Future<Resource> unexported(Transaction tx, List<Resource> views, Resource locked) {
    Future<Void> checked = Future.succeededFuture();
    for (Resource view : views) {
      checked =
          checked
              .compose(
                  before ->
                      jobs.unfinished(
                          tx,
                          view.account(),
                          view.region(),
                          Optional.of(view.uid()),
                          JobWords.EXPORT))
              .map(
                  exports -> {
                    if (exports > 0) {
                      throw locked.conflict("is being exported: wait until that ended");
                    }
                    return null;
                  });
    }
    return checked.map(locked);
  }
}
