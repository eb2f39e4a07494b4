package io.longshore.service.cleanroomsml;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The operations on audience export jobs, which have no ARN: the list is all that shows them. */
final class ExportJobs {

  private static final String ARN = "audienceGenerationJobArn";
  private static final int MOST_ACTIVE = 25;

  private final Postgres postgres;
  private final ResourceStore resources;
  private final ExportStore exports;
  private final QuotaStore quotas;
  private final JobStore jobs;
  private final JobStatuses statuses;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  ExportJobs(Tools tools) {
    this.postgres = tools.postgres();
    this.resources = tools.resources();
    this.exports = new ExportStore(tools.postgres());
    this.quotas = tools.quotas();
    this.jobs = tools.jobs();
    this.statuses = tools.statuses();
    this.ids = tools.ids();
    this.clock = tools.clock();
  }

  Future<ServiceResponse> start(Call call) {
    Principal caller = call.principal();
    String arn = call.body().getString(ARN);
    return resources
        .required(caller, Kind.GENERATION_JOB, arn)
        .compose(
            generation ->
                configured(generation)
                    .compose(
                        model -> {
                          JsonObject size =
                              SizeChoice.chosen(call.body().getJsonObject("audienceSize"), model);
                          return statuses
                              .requireActive(generation)
                              .compose(active -> started(call, active, model, size));
                        }))
        .onSuccess(started -> jobs.wake());
  }

  /** Its configured model as it is now; it cannot be deleted before the generation job. */
  private Future<Resource> configured(Resource generation) {
    Kind kind = Kind.CONFIGURED_AUDIENCE_MODEL;
    String arn = generation.parent().orElseThrow();
    return resources
        .find(Ownership.account(kind, arn), generation.region(), kind, arn)
        .map(found -> found.orElseThrow(() -> CleanRoomsMlError.unknown(kind, arn)));
  }

  private Future<ServiceResponse> started(
      Call call, Resource generation, Resource model, JsonObject size) {
    JobId id = new JobId(ids.get());
    JsonObject output = model.body().getJsonObject("outputConfig");
    JsonObject place = output.getJsonObject("destination").getJsonObject("s3Destination");
    JsonObject spec =
        new JsonObject()
            .put("generationJobId", generation.uid())
            .put("exportId", id.toString())
            .put("audienceSize", size)
            .put("destination", place.copy().put("roleArn", output.getString("roleArn")));
    Export export =
        new Export(
            id.toString(),
            generation.account(),
            generation.region(),
            generation.uid(),
            generation.arn(),
            call.body().getString("name"),
            Optional.ofNullable(call.body().getString("description")),
            size,
            AudienceExport.outputLocation(spec),
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    return postgres.transactOnce(
        call, tx -> insert(tx, call.principal(), export, spec).map(ServiceResponse.of(200, null)));
  }

  private Future<Job> insert(Transaction tx, Principal caller, Export export, JsonObject spec) {
    return resources
        .lockedViews(tx, export.generation())
        .map(
            views ->
                views.stream()
                    .filter(view -> view.arn().equals(export.generationArn()))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            CleanRoomsMlError.unknown(Kind.GENERATION_JOB, export.generationArn())))
        .compose(view -> requireFew(tx, view))
        .compose(
            few ->
                quotas.require(
                    tx,
                    caller,
                    JobWords.EXPORT,
                    "Pending and in-progress audience export jobs",
                    QuotaStore.EXPORT_JOBS))
        .compose(within -> exports.insert(tx, export))
        .compose(inserted -> jobs.create(tx, job(export, spec)));
  }

  /** Fails when so many exports of the generation job are ACTIVE or under way. */
  private Future<Void> requireFew(Transaction tx, Resource generation) {
    if (generation.isBeingDeleted()) {
      throw generation.conflict("is being deleted");
    }
    return exports
        .idsOf(tx, generation.uid())
        .compose(
            all -> jobs.findAll(tx, all.stream().flatMap(id -> JobId.parse(id).stream()).toList()))
        .map(
            found -> {
              if (found.stream().filter(job -> !JobStatuses.hasFailed(job)).count()
                  >= MOST_ACTIVE) {
                throw CleanRoomsMlError.quota(
                    "Active audience export jobs of an audience generation job", MOST_ACTIVE);
              }
              return null;
            });
  }

  private static NewJob job(Export export, JsonObject spec) {
    return new NewJob(
        JobId.parse(export.id()).orElseThrow(),
        export.account(),
        export.region(),
        JobWords.EXPORT,
        Tools.CONTAINER,
        Optional.of(export.generation()),
        spec,
        List.of());
  }

  /** Without those whose jobs were tidied away. */
  Future<ServiceResponse> list(Call call) {
    Page page = Page.of(call, ARN);
    String arn = call.parameter(ARN);
    return exports
        .list(call.principal(), arn, page)
        .compose(
            found ->
                statuses
                    .ofIds(page.shown(found).stream().map(Export::id).toList())
                    .map(
                        all ->
                            page.answerThose(
                                "audienceExportJobs",
                                found,
                                export ->
                                    Optional.ofNullable(all.get(export.id()))
                                        .map(job -> summary(export, job)),
                                Export::position)));
  }

  private static JsonObject summary(Export export, Job job) {
    JsonObject described =
        new JsonObject()
            .put("name", export.name())
            .put(ARN, export.generationArn())
            .put("audienceSize", export.size());
    export.description().ifPresent(text -> described.put("description", text));
    JobStatuses.told(described, job, export.createdAt());
    return described.getString("status").equals(Resource.ACTIVE)
        ? described.put("outputLocation", export.location())
        : described;
  }
}
