package io.longshore.service.cleanroomsml.generation;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.async.AsyncLoop;
import io.longshore.engine.store.JobStore;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.service.cleanroomsml.configured.AccessPolicy;
import io.longshore.service.cleanroomsml.configured.SharedModelAccess;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobDependencies;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobStatus;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlQuotaStore;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResource;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceStore;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlTags;
import io.longshore.service.cleanroomsml.training.RoleLocations;
import io.longshore.service.resource.JsonMembers;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The operation StartAudienceGenerationJob, also on a configured model of another account. */
public final class StartAudienceGenerationJob {

  private static final CleanRoomsMlResourceType KIND = CleanRoomsMlResourceType.GENERATION_JOB;

  private final Postgres postgres;
  private final CleanRoomsMlResourceStore resources;
  private final SharedModelAccess sharing;
  private final RoleLocations places;
  private final CleanRoomsMlQuotaStore quotas;
  private final JobStore jobs;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public StartAudienceGenerationJob(CleanRoomsMlJobDependencies tools, SharedModelAccess sharing) {
    this.postgres = tools.postgres();
    this.resources = tools.resources();
    this.sharing = sharing;
    this.places = tools.places();
    this.quotas = tools.quotas();
    this.jobs = tools.jobs();
    this.ids = tools.ids();
    this.clock = tools.clock();
  }

  public Future<ServiceResponse> start(Call call) {
    Principal caller = call.principal();
    JsonObject request = call.body();
    JsonObject seed = SeedAudience.checked(caller, request.getJsonObject("seedAudience"));
    places.requireFile(
        caller.account(),
        seed.getString("roleArn"),
        seed.getJsonObject("dataSource").getString("s3Uri"));
    CleanRoomsMlTags.of(request);
    Optional<String> collaboration = Optional.ofNullable(request.getString("collaborationId"));
    String model = request.getString("configuredAudienceModelArn");
    JsonObject body =
        JsonMembers.copy(request, new JsonObject(), "name", "description")
            .put("seedAudience", seed)
            .put("includeSeedInOutput", request.getBoolean("includeSeedInOutput", false))
            .put("startedBy", caller.account());
    return sharing
        .usable(caller, model, AccessPolicy.START, collaboration)
        .compose(found -> start(call, body, found, collaboration))
        .onSuccess(started -> jobs.wake());
  }

  private Future<ServiceResponse> start(
      Call call, JsonObject body, CleanRoomsMlResource model, Optional<String> collaboration) {
    JobId id = new JobId(ids.get());
    return postgres.transactOnce(
        call,
        tx ->
            resources
                .heldOf(tx, model)
                .map(held -> started(call, id, body, held, collaboration))
                .compose(job -> insert(tx, call.principal(), job))
                .map(
                    arn ->
                        ServiceResponse.ok(new JsonObject().put("audienceGenerationJobArn", arn))));
  }

  /**
   * A job and the resources by which accounts see it.
   *
   * @param views the caller's, and the one of the configured model's owner if that is another
   *     account
   */
  private record Started(List<CleanRoomsMlResource> views, NewJob job) {}

  private Started started(
      Call call,
      JobId id,
      JsonObject body,
      CleanRoomsMlResource model,
      Optional<String> collaboration) {
    Principal caller = call.principal();
    boolean own = model.account().equals(caller.account());
    boolean inherits =
        model.body().getString("childResourceTagOnCreatePolicy", "").equals("FROM_PARENT_RESOURCE");
    JsonObject parents = inherits ? model.tags() : new JsonObject();
    JsonObject asked = CleanRoomsMlTags.of(call.body());
    JsonArray metrics = model.body().getJsonArray("sharedAudienceMetrics");
    body.put("sharedAudienceMetrics", metrics);
    // Tags are not shared between accounts.
    JsonObject tags = own ? CleanRoomsMlTags.checked(parents.copy().mergeIn(asked)) : asked;
    CleanRoomsMlResource mine =
        CleanRoomsMlResource.made(KIND, caller, id.toString(), body, tags, clock.instant())
            .of(model.arn(), collaboration);
    List<CleanRoomsMlResource> views =
        own ? List.of(mine) : List.of(mine, mine.seenBy(model.account(), parents));
    return new Started(views, job(mine, model));
  }

  private static NewJob job(CleanRoomsMlResource started, CleanRoomsMlResource model) {
    JsonObject seed = started.body().getJsonObject("seedAudience");
    JsonObject spec =
        new JsonObject()
            .put("generationJobId", started.uid())
            .put("audienceModelArn", model.parent().orElseThrow())
            .put("seedUri", seed.getJsonObject("dataSource").getString("s3Uri"))
            .put("seedRoleArn", seed.getString("roleArn"))
            .put("includeSeedInOutput", started.body().getBoolean("includeSeedInOutput"));
    model.copied(spec, "minMatchingSeedSize", "audienceSizeConfig", "sharedAudienceMetrics");
    return new NewJob(
        JobId.parse(started.uid()).orElseThrow(),
        started.account(),
        started.region(),
        CleanRoomsMlJobStatus.GENERATION,
        CleanRoomsMlJobDependencies.CONTAINER,
        Optional.of(model.arn()),
        spec,
        List.of());
  }

  private Future<String> insert(Transaction tx, Principal caller, Started started) {
    return quotas
        .require(tx, caller, CleanRoomsMlQuotaStore.GENERATION_JOBS)
        .compose(
            done -> AsyncLoop.forEach(started.views(), view -> resources.insertNamed(tx, view)))
        .compose(done -> jobs.create(tx, started.job()))
        .map(started.views().get(0).arn());
  }
}
