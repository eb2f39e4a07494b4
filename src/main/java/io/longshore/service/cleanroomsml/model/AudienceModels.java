package io.longshore.service.cleanroomsml.model;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.config.AudiencesConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.CleanRoomsMlLists;
import io.longshore.service.cleanroomsml.resource.AudienceDeletion;
import io.longshore.service.cleanroomsml.resource.AudienceJobStatuses;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobDependencies;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobStatus;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlQuotaStore;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResource;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceStore;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlTags;
import io.longshore.service.cleanroomsml.training.RoleLocations;
import io.longshore.service.resource.JsonMembers;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The operations on audience models; each is made by a training job of the same id. */
public final class AudienceModels {

  private static final CleanRoomsMlResourceType KIND = CleanRoomsMlResourceType.AUDIENCE_MODEL;
  private static final String ARN = "audienceModelArn";
  private static final String FROM = "trainingDataStartTime";
  private static final String TO = "trainingDataEndTime";

  private final Postgres postgres;
  private final CleanRoomsMlResourceStore resources;
  private final JobStore jobs;
  private final AudienceJobStatuses statuses;
  private final CleanRoomsMlQuotaStore quotas;
  private final AudienceDeletion removals;
  private final RoleLocations places;
  private final AudiencesConfig config;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public AudienceModels(CleanRoomsMlJobDependencies tools) {
    this.postgres = tools.postgres();
    this.resources = tools.resources();
    this.jobs = tools.jobs();
    this.statuses = tools.statuses();
    this.quotas = tools.quotas();
    this.removals = tools.removals();
    this.places = tools.places();
    this.config = tools.config();
    this.ids = tools.ids();
    this.clock = tools.clock();
  }

  public Future<ServiceResponse> create(Call call) {
    Principal caller = call.principal();
    JsonObject body =
        JsonMembers.copy(call.body(), new JsonObject(), "name", "description", "kmsKeyArn");
    Optional<Instant> from = moment(call, FROM);
    Optional<Instant> to = moment(call, TO);
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw CleanRoomsMlError.VALIDATION.because(FROM + " must be before " + TO);
    }
    from.ifPresent(moment -> body.put(FROM, Timestamps.text(moment)));
    to.ifPresent(moment -> body.put(TO, Timestamps.text(moment)));
    JsonObject tags = CleanRoomsMlTags.of(call.body());
    String dataset = call.body().getString("trainingDatasetArn");
    JobId id = new JobId(ids.get());
    CleanRoomsMlResource model =
        CleanRoomsMlResource.made(KIND, caller, id.toString(), body, tags, clock.instant())
            .of(dataset, Optional.empty());
    return postgres
        .transactOnce(
            call,
            tx ->
                resources
                    .held(tx, caller, CleanRoomsMlResourceType.TRAINING_DATASET, dataset)
                    .map(found -> training(model, found, from, to))
                    .compose(job -> insert(tx, caller, model, job))
                    .map(made -> ServiceResponse.ok(new JsonObject().put(ARN, model.arn()))))
        .onSuccess(made -> jobs.wake());
  }

  private Future<Void> insert(
      Transaction tx, Principal caller, CleanRoomsMlResource model, NewJob job) {
    return quotas
        .require(tx, caller, CleanRoomsMlQuotaStore.AUDIENCE_MODELS)
        .compose(within -> resources.insertNamed(tx, model))
        .compose(inserted -> jobs.create(tx, job))
        .mapEmpty();
  }

  private NewJob training(
      CleanRoomsMlResource model,
      CleanRoomsMlResource dataset,
      Optional<Instant> from,
      Optional<Instant> to) {
    JsonObject training = dataset.body().getJsonArray("trainingData").getJsonObject(0);
    places.requireTable(model.account(), dataset.body().getString("roleArn"), training);
    JsonObject input = training.getJsonObject("inputConfig");
    JsonObject glue = input.getJsonObject("dataSource").getJsonObject("glueDataSource");
    JsonObject spec = new JsonObject().put(ARN, model.arn());
    spec.put("catalogId", glue.getString("catalogId", model.account()))
        .put("databaseName", glue.getString("databaseName"))
        .put("tableName", glue.getString("tableName"))
        .put("roleArn", dataset.body().getString("roleArn"))
        .put("schema", input.getJsonArray("schema"))
        .put("minUsers", config.minUsers())
        .put("minInteractions", config.minInteractions());
    window(spec, from, to);
    return new NewJob(
        JobId.parse(model.uid()).orElseThrow(),
        model.account(),
        model.region(),
        CleanRoomsMlJobStatus.TRAINING,
        CleanRoomsMlJobDependencies.CONTAINER,
        Optional.of(dataset.arn()),
        spec,
        List.of());
  }

  private static void window(JsonObject spec, Optional<Instant> from, Optional<Instant> to) {
    from.ifPresent(moment -> spec.put("windowStart", moment.getEpochSecond()));
    to.ifPresent(moment -> spec.put("windowEnd", moment.getEpochSecond()));
  }

  private static Optional<Instant> moment(Call call, String member) {
    return Optional.ofNullable(call.body().getString(member))
        .map(text -> OffsetDateTime.parse(text).toInstant());
  }

  public Future<ServiceResponse> get(Call call) {
    return resources
        .required(call.principal(), KIND, call.parameter(ARN))
        .compose(statuses::of)
        .map(
            standing ->
                standing
                    .resource()
                    .copied(standing.explained(summary(standing.resource())), FROM, TO, "kmsKeyArn")
                    .put("tags", standing.resource().tags()))
        .map(ServiceResponse::ok);
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = CleanRoomsMlLists.page(call);
    return resources
        .list(call.principal(), KIND, page, null, null)
        .compose(
            models ->
                statuses
                    .of(page.shown(models))
                    .map(
                        found ->
                            page.answer(
                                "audienceModels",
                                models,
                                each -> found.get(each.uid()).told(summary(each)),
                                CleanRoomsMlResource::position)));
  }

  private static JsonObject summary(CleanRoomsMlResource model) {
    return model.described(ARN).put("trainingDatasetArn", model.parent().orElseThrow());
  }

  public Future<ServiceResponse> delete(Call call) {
    return resources
        .required(call.principal(), KIND, call.parameter(ARN))
        .compose(statuses::requireAtRest)
        .compose(
            model ->
                postgres.transact(
                    tx ->
                        resources
                            .locked(tx, call.principal(), KIND, model.arn())
                            .compose(locked -> requireUnused(tx, locked))
                            .compose(unused -> removals.begin(tx, unused))))
        .onSuccess(begun -> jobs.wake())
        .map(ServiceResponse.of(200, null));
  }

  private Future<CleanRoomsMlResource> requireUnused(Transaction tx, CleanRoomsMlResource model) {
    return resources
        .user(tx, model)
        .map(
            user -> {
              if (user.isPresent()) {
                throw model.conflict(
                    "is used by the configured audience model %s: delete that first"
                        .formatted(user.get()));
              }
              return model;
            });
  }
}
