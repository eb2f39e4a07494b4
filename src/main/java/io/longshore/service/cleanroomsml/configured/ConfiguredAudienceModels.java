package io.longshore.service.cleanroomsml.configured;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.service.cleanroomsml.CleanRoomsMlLists;
import io.longshore.service.cleanroomsml.generation.AudienceSizeRules;
import io.longshore.service.cleanroomsml.generation.SeedAudience;
import io.longshore.service.cleanroomsml.resource.AudienceJobStatuses;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobDependencies;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResource;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceStore;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlTags;
import io.longshore.service.cleanroomsml.training.RoleLocations;
import io.longshore.service.resource.JsonMembers;
import io.longshore.service.resource.ListPage;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The operations on configured audience models. */
public final class ConfiguredAudienceModels {

  private static final CleanRoomsMlResourceType KIND =
      CleanRoomsMlResourceType.CONFIGURED_AUDIENCE_MODEL;
  private static final String ARN = "configuredAudienceModelArn";
  private static final String MODEL = "audienceModelArn";
  private static final int LEAST_SEED = 500;

  private final Postgres postgres;
  private final CleanRoomsMlResourceStore resources;
  private final AccessPolicyStore policies;
  private final SharedModelAccess sharing;
  private final RoleLocations places;
  private final AudienceJobStatuses statuses;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public ConfiguredAudienceModels(CleanRoomsMlJobDependencies tools, SharedModelAccess sharing) {
    this.postgres = tools.postgres();
    this.resources = tools.resources();
    this.policies = tools.policies();
    this.sharing = sharing;
    this.places = tools.places();
    this.statuses = tools.statuses();
    this.ids = tools.ids();
    this.clock = tools.clock();
  }

  public Future<ServiceResponse> create(Call call) {
    Principal caller = call.principal();
    JsonObject body = settings(call, new JsonObject().put("minMatchingSeedSize", LEAST_SEED));
    JsonMembers.copy(call.body(), body, "name", "childResourceTagOnCreatePolicy");
    String id = ids.get().toString().replace("-", "");
    String model = call.body().getString(MODEL);
    CleanRoomsMlResource made =
        CleanRoomsMlResource.made(
                KIND, caller, id, body, CleanRoomsMlTags.of(call.body()), clock.instant())
            .of(model, Optional.empty());
    return activeModel(caller, model)
        .compose(
            active ->
                postgres.transactOnce(
                    call,
                    tx ->
                        usableModel(tx, caller, model)
                            .compose(held -> resources.insertNamed(tx, made))
                            .map(
                                done ->
                                    ServiceResponse.ok(new JsonObject().put(ARN, made.arn())))));
  }

  /** The settings before, with those of the request. */
  private JsonObject settings(Call call, JsonObject before) {
    JsonObject body = call.body();
    JsonObject settings =
        JsonMembers.copy(
            body, before, "description", "minMatchingSeedSize", "sharedAudienceMetrics");
    JsonObject output = body.getJsonObject("outputConfig");
    if (output != null) {
      String role = output.getString("roleArn");
      OwnershipRules.role(call.principal(), role, "outputConfig.roleArn");
      JsonObject s3 = output.getJsonObject("destination").getJsonObject("s3Destination");
      JsonObject place = JsonMembers.copy(s3, new JsonObject(), "s3Uri");
      SeedAudience.place(place.getString("s3Uri"), "outputConfig.destination.s3Destination.s3Uri");
      places.requireFolder(call.principal().account(), role, place.getString("s3Uri"));
      settings.put(
          "outputConfig",
          new JsonObject()
              .put("destination", new JsonObject().put("s3Destination", place))
              .put("roleArn", role));
    }
    JsonObject sizes = body.getJsonObject("audienceSizeConfig");
    if (sizes != null) {
      settings.put("audienceSizeConfig", AudienceSizeRules.checked(sizes));
    }
    return settings;
  }

  private Future<CleanRoomsMlResource> activeModel(Principal caller, String model) {
    return resources
        .required(caller, CleanRoomsMlResourceType.AUDIENCE_MODEL, model)
        .compose(statuses::requireActive);
  }

  /**
   * The model, which was ACTIVE before; keeps its deletion from beginning until the transaction
   * ends.
   */
  private Future<CleanRoomsMlResource> usableModel(Transaction tx, Principal caller, String model) {
    return resources
        .held(tx, caller, CleanRoomsMlResourceType.AUDIENCE_MODEL, model)
        .map(
            held -> {
              if (held.isBeingDeleted()) {
                throw held.conflict("is being deleted");
              }
              return held;
            });
  }

  public Future<ServiceResponse> update(Call call) {
    Principal caller = call.principal();
    String arn = call.parameter(ARN);
    String model = call.body().getString(MODEL);
    return resources
        .required(caller, KIND, arn)
        .compose(
            found ->
                model == null
                    ? Future.succeededFuture(found)
                    : activeModel(caller, model).map(found))
        .compose(found -> postgres.transact(tx -> update(tx, call, model)))
        .map(updated -> ServiceResponse.ok(new JsonObject().put(ARN, arn)));
  }

  private Future<Void> update(Transaction tx, Call call, String model) {
    Principal caller = call.principal();
    Future<?> held = model == null ? Future.succeededFuture() : usableModel(tx, caller, model);
    return held.compose(usable -> resources.locked(tx, caller, KIND, call.parameter(ARN)))
        .compose(
            found ->
                resources.change(tx, found, settings(call, found.body()), model, clock.instant()));
  }

  public Future<ServiceResponse> get(Call call) {
    return sharing
        .usable(call.principal(), call.parameter(ARN), AccessPolicy.GET, Optional.empty())
        .map(
            found ->
                found
                    .copied(
                        summary(found),
                        "sharedAudienceMetrics",
                        "minMatchingSeedSize",
                        "audienceSizeConfig",
                        "childResourceTagOnCreatePolicy")
                    .put("tags", found.tags()))
        .map(ServiceResponse::ok);
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = CleanRoomsMlLists.page(call);
    return resources
        .list(call.principal(), KIND, page, null, null)
        .map(
            found ->
                page.answer(
                    "configuredAudienceModels",
                    found,
                    ConfiguredAudienceModels::summary,
                    CleanRoomsMlResource::position));
  }

  private static JsonObject summary(CleanRoomsMlResource found) {
    return found
        .copied(found.described(ARN), "outputConfig")
        .put(MODEL, found.parent().orElseThrow());
  }

  public Future<ServiceResponse> delete(Call call) {
    return postgres
        .transact(
            tx ->
                resources
                    .locked(tx, call.principal(), KIND, call.parameter(ARN))
                    .compose(found -> delete(tx, found)))
        .map(ServiceResponse.of(200, null));
  }

  private Future<Void> delete(Transaction tx, CleanRoomsMlResource found) {
    return resources
        .deleteUnused(tx, found)
        .compose(
            job -> {
              if (job.isPresent()) {
                throw found.conflict(
                    "has the audience generation job %s: delete that first".formatted(job.get()));
              }
              return policies.delete(tx, found.arn());
            })
        .mapEmpty();
  }
}
