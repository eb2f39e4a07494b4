package io.longshore.service.cleanroomsml;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.config.AudiencesConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
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
final class AudienceModels {

  private static final Kind KIND = Kind.AUDIENCE_MODEL;
  private static final String ARN = "audienceModelArn";
  private static final String FROM = "trainingDataStartTime";
  private static final String TO = "trainingDataEndTime";

  private final Postgres postgres;
  private final ResourceStore resources;
  private final JobStore jobs;
  private final JobStatuses statuses;
  private final QuotaStore quotas;
  private final Removals removals;
  private final RolePlaces places;
  private final AudiencesConfig config;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  AudienceModels(Tools tools) {
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

  Future<ServiceResponse> create(Call call) {
    Principal caller = call.principal();
    JsonObject body =
        Resource.copy(call.body(), new JsonObject(), "name", "description", "kmsKeyArn");
    Optional<Instant> from = moment(call, FROM);
    Optional<Instant> to = moment(call, TO);
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw CleanRoomsMlError.VALIDATION.because(FROM + " must be before " + TO);
    }
    from.ifPresent(moment -> body.put(FROM, Resource.text(moment)));
    to.ifPresent(moment -> body.put(TO, Resource.text(moment)));
    JsonObject tags = Tagging.of(call.body());
    String dataset = call.body().getString("trainingDatasetArn");
    JobId id = new JobId(ids.get());
    Resource model =
        Resource.made(KIND, caller, id.toString(), body, tags, clock.instant())
            .of(dataset, Optional.empty());
    return postgres
        .transactOnce(
            call,
            tx ->
                resources
                    .held(tx, caller, Kind.TRAINING_DATASET, dataset)
                    .map(found -> training(model, found, from, to))
                    .compose(job -> insert(tx, caller, model, job))
                    .map(made -> ServiceResponse.ok(new JsonObject().put(ARN, model.arn()))))
        .onSuccess(made -> jobs.wake());
  }

  private Future<Void> insert(Transaction tx, Principal caller, Resource model, NewJob job) {
    return quotas
        .require(
            tx,
            caller,
            JobWords.TRAINING,
            "Pending and in-progress audience models",
            QuotaStore.AUDIENCE_MODELS)
        .compose(within -> resources.insertNamed(tx, model))
        .compose(inserted -> jobs.create(tx, job))
        .mapEmpty();
  }

  private NewJob training(
      Resource model, Resource dataset, Optional<Instant> from, Optional<Instant> to) {
    JsonObject training = dataset.body().getJsonArray("trainingData").getJsonObject(0);
    places.requireTable(model.account(), dataset.body().getString("roleArn"), training);
    JsonObject input = training.getJsonObject("inputConfig");
    JsonObject glue = input.getJsonObject("dataSource").getJsonObject("glueDataSource");
    JsonObject spec =
        new JsonObject()
            .put(ARN, model.arn())
            .put("catalogId", glue.getString("catalogId", model.account()))
            .put("databaseName", glue.getString("databaseName"))
            .put("tableName", glue.getString("tableName"))
            .put("roleArn", dataset.body().getString("roleArn"))
            .put("schema", input.getJsonArray("schema"))
            .put("minUsers", config.minUsers())
            .put("minInteractions", config.minInteractions());
    from.ifPresent(moment -> spec.put("windowStart", moment.getEpochSecond()));
    to.ifPresent(moment -> spec.put("windowEnd", moment.getEpochSecond()));
    return new NewJob(
        JobId.parse(model.uid()).orElseThrow(),
        model.account(),
        model.region(),
        JobWords.TRAINING,
        Tools.CONTAINER,
        Optional.of(dataset.arn()),
        spec,
        List.of());
  }

  private static Optional<Instant> moment(Call call, String member) {
    return Optional.ofNullable(call.body().getString(member))
        .map(text -> OffsetDateTime.parse(text).toInstant());
  }

  Future<ServiceResponse> get(Call call) {
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

  Future<ServiceResponse> list(Call call) {
    Page page = Page.of(call);
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
                                Resource::position)));
  }

  private static JsonObject summary(Resource model) {
    return model.described(ARN).put("trainingDatasetArn", model.parent().orElseThrow());
  }

  Future<ServiceResponse> delete(Call call) {
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

  private Future<Resource> requireUnused(Transaction tx, Resource model) {
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
