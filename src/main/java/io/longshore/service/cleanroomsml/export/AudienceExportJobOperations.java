package io.longshore.service.cleanroomsml.export;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.CleanRoomsMlLists;
import io.longshore.service.cleanroomsml.configured.OwnershipRules;
import io.longshore.service.cleanroomsml.generation.AudienceSizeRules;
import io.longshore.service.cleanroomsml.resource.AudienceJobStatuses;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobDependencies;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobStatus;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlQuotaStore;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResource;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceStore;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import io.longshore.service.cleanroomsml.training.RoleLocations;
import io.longshore.service.resource.JobResource;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.Timestamps;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.transfer.mask.MaskingSpec;
import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ExportFormat;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The operations on audience export jobs, which have no ARN and are shown in the list only. */
public final class AudienceExportJobOperations {

  private static final String ARN = "audienceGenerationJobArn";
  private static final int MOST_ACTIVE = 25;

  private final Postgres postgres;
  private final CleanRoomsMlResourceStore resources;
  private final AudienceExportStore exports;
  private final CleanRoomsMlQuotaStore quotas;
  private final JobStore jobs;
  private final AudienceJobStatuses statuses;
  private final RoleLocations places;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public AudienceExportJobOperations(CleanRoomsMlJobDependencies tools) {
    this.postgres = tools.postgres();
    this.resources = tools.resources();
    this.exports = new AudienceExportStore(tools.postgres());
    this.quotas = tools.quotas();
    this.jobs = tools.jobs();
    this.statuses = tools.statuses();
    this.places = tools.places();
    this.ids = tools.ids();
    this.clock = tools.clock();
  }

  public Future<ServiceResponse> start(Call call) {
    Principal caller = call.principal();
    String arn = call.body().getString(ARN);
    return resources
        .required(caller, CleanRoomsMlResourceType.GENERATION_JOB, arn)
        .compose(
            generation ->
                configured(generation)
                    .compose(
                        model -> {
                          JsonObject size =
                              AudienceSizeRules.chosen(
                                  call.body().getJsonObject("audienceSize"), model);
                          return statuses
                              .requireActive(generation)
                              .compose(active -> started(call, active, model, size));
                        }))
        .onSuccess(started -> jobs.wake());
  }

  /** The generation job's configured model, which cannot be deleted before the generation job. */
  private Future<CleanRoomsMlResource> configured(CleanRoomsMlResource generation) {
    CleanRoomsMlResourceType kind = CleanRoomsMlResourceType.CONFIGURED_AUDIENCE_MODEL;
    String arn = generation.parent().orElseThrow();
    return resources
        .find(OwnershipRules.account(kind, arn), generation.region(), kind, arn)
        .map(found -> found.orElseThrow(() -> CleanRoomsMlError.unknown(kind, arn)));
  }

  private Future<ServiceResponse> started(
      Call call, CleanRoomsMlResource generation, CleanRoomsMlResource model, JsonObject size) {
    JobId id = new JobId(ids.get());
    JsonObject output = model.body().getJsonObject("outputConfig");
    JsonObject place = output.getJsonObject("destination").getJsonObject("s3Destination");
    JsonObject spec =
        new JsonObject()
            .put("generationJobId", generation.uid())
            .put("exportId", id.toString())
            .put("audienceSize", size)
            .put("destination", place.copy().put("roleArn", output.getString("roleArn")));
    String role = output.getString("roleArn");
    String account = AudienceExportJob.accountOf(role, generation.account());
    MaskingSpec.keep(spec, places.mask(account, role));
    Compression.keep(spec, places.compression(account, role));
    ExportFormat.keep(spec, places.format(account, role));
    return stored(call, generation, id, spec);
  }

  private Future<ServiceResponse> stored(
      Call call, CleanRoomsMlResource generation, JobId id, JsonObject spec) {
    AudienceExportJobRow export =
        new AudienceExportJobRow(
            id.toString(),
            generation.account(),
            generation.region(),
            generation.uid(),
            generation.arn(),
            call.body().getString("name"),
            Optional.ofNullable(call.body().getString("description")),
            spec.getJsonObject("audienceSize"),
            AudienceExportJob.outputLocation(spec),
            Timestamps.now(clock));
    return postgres.transactOnce(
        call,
        tx ->
            insert(tx, call.principal(), export, spec)
                .map(MaskingSpec.remark(spec, ServiceResponse.of(200, null))));
  }

  private Future<Job> insert(
      Transaction tx, Principal caller, AudienceExportJobRow export, JsonObject spec) {
    return resources
        .lockedViews(tx, export.generation())
        .map(
            views ->
                views.stream()
                    .filter(view -> view.arn().equals(export.generationArn()))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            CleanRoomsMlError.unknown(
                                CleanRoomsMlResourceType.GENERATION_JOB, export.generationArn())))
        .compose(view -> requireFew(tx, view))
        .compose(few -> quotas.require(tx, caller, CleanRoomsMlQuotaStore.EXPORT_JOBS))
        .compose(within -> exports.insert(tx, export))
        .compose(inserted -> jobs.create(tx, job(export, spec)));
  }

  /** Fails when too many exports of the generation job are ACTIVE or running. */
  private Future<Void> requireFew(Transaction tx, CleanRoomsMlResource generation) {
    if (generation.isBeingDeleted()) {
      throw generation.conflict("is being deleted");
    }
    return exports
        .idsOf(tx, generation.uid())
        .compose(all -> jobs.findAll(tx, JobResource.ids(all)))
        .map(
            found -> {
              if (found.stream().filter(job -> !AudienceJobStatuses.hasFailed(job)).count()
                  >= MOST_ACTIVE) {
                throw CleanRoomsMlError.quota(
                    "Active audience export jobs of an audience generation job", MOST_ACTIVE);
              }
              return null;
            });
  }

  private static NewJob job(AudienceExportJobRow export, JsonObject spec) {
    return new NewJob(
        JobId.parse(export.id()).orElseThrow(),
        export.account(),
        export.region(),
        CleanRoomsMlJobStatus.EXPORT,
        CleanRoomsMlJobDependencies.CONTAINER,
        Optional.of(export.generation()),
        spec,
        List.of());
  }

  /** Lists exports, without those whose jobs were removed after their retention. */
  public Future<ServiceResponse> list(Call call) {
    ListPage page = CleanRoomsMlLists.page(call, ARN);
    String arn = call.parameter(ARN);
    return exports
        .list(call.principal(), arn, page)
        .compose(
            found ->
                statuses
                    .ofIds(page.shown(found).stream().map(AudienceExportJobRow::id).toList())
                    .map(
                        all ->
                            page.answerPresent(
                                "audienceExportJobs",
                                found,
                                export ->
                                    Optional.ofNullable(all.get(export.id()))
                                        .map(job -> summary(export, job)),
                                AudienceExportJobRow::position)));
  }

  private static JsonObject summary(AudienceExportJobRow export, Job job) {
    JsonObject described =
        new JsonObject()
            .put("name", export.name())
            .put(ARN, export.generationArn())
            .put("audienceSize", export.size());
    export.description().ifPresent(text -> described.put("description", text));
    AudienceJobStatuses.told(described, job, export.createdAt());
    return described.getString("status").equals(CleanRoomsMlResource.ACTIVE)
        ? described.put("outputLocation", export.location())
        : described;
  }
}
