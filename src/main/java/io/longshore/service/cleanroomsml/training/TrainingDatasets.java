package io.longshore.service.cleanroomsml.training;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.CleanRoomsMlLists;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobDependencies;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResource;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceStore;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlTags;
import io.longshore.service.resource.JsonMembers;
import io.longshore.service.resource.ListPage;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The operations on training datasets, which name tables of interactions. No table is read here.
 */
public final class TrainingDatasets {

  private static final CleanRoomsMlResourceType KIND = CleanRoomsMlResourceType.TRAINING_DATASET;
  private static final String ARN = "trainingDatasetArn";

  private final Postgres postgres;
  private final CleanRoomsMlResourceStore resources;
  private final RoleLocations places;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public TrainingDatasets(CleanRoomsMlJobDependencies tools) {
    this.postgres = tools.postgres();
    this.resources = tools.resources();
    this.places = tools.places();
    this.ids = tools.ids();
    this.clock = tools.clock();
  }

  public Future<ServiceResponse> create(Call call) {
    Principal caller = call.principal();
    JsonObject body = JsonMembers.copy(call.body(), new JsonObject(), "name", "description");
    body.put("trainingData", TrainingSchema.checked(caller, call.body(), places));
    body.put("roleArn", call.body().getString("roleArn"));
    String id = ids.get().toString().replace("-", "");
    CleanRoomsMlResource made =
        CleanRoomsMlResource.made(
            KIND, caller, id, body, CleanRoomsMlTags.of(call.body()), clock.instant());
    return postgres.transactOnce(
        call,
        tx ->
            resources
                .insertNamed(tx, made)
                .map(ServiceResponse.ok(new JsonObject().put(ARN, made.arn()))));
  }

  public Future<ServiceResponse> get(Call call) {
    return resources
        .required(call.principal(), KIND, call.parameter(ARN))
        .map(
            found ->
                found
                    .copied(found.described(ARN), "trainingData", "roleArn")
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
                    "trainingDatasets",
                    found,
                    each -> each.described(ARN),
                    CleanRoomsMlResource::position));
  }

  public Future<ServiceResponse> delete(Call call) {
    return postgres.transact(
        tx ->
            resources
                .locked(tx, call.principal(), KIND, call.parameter(ARN))
                .compose(found -> resources.deleteUnused(tx, found))
                .map(
                    user -> {
                      user.ifPresent(
                          model -> {
                            throw CleanRoomsMlError.CONFLICT.because(
                                "The audience model "
                                    + model
                                    + " was trained with this dataset: delete the audience model first");
                          });
                      return ServiceResponse.of(200, null);
                    }));
  }
}
