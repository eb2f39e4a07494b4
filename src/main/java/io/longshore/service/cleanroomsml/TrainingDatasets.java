package io.longshore.service.cleanroomsml;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** The operations on training datasets: where interactions lie. Nothing of them is read here. */
final class TrainingDatasets {

  private static final Kind KIND = Kind.TRAINING_DATASET;
  private static final String ARN = "trainingDatasetArn";

  private final Postgres postgres;
  private final ResourceStore resources;
  private final RolePlaces places;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  TrainingDatasets(Tools tools) {
    this.postgres = tools.postgres();
    this.resources = tools.resources();
    this.places = tools.places();
    this.ids = tools.ids();
    this.clock = tools.clock();
  }

  Future<ServiceResponse> create(Call call) {
    Principal caller = call.principal();
    JsonObject body = Resource.copy(call.body(), new JsonObject(), "name", "description");
    body.put(
        "trainingData", TrainingSchema.checked(caller, call.body().getJsonArray("trainingData")));
    String role = call.body().getString("roleArn");
    Ownership.role(caller, role, "roleArn");
    places.requireTable(caller.account(), role, body.getJsonArray("trainingData").getJsonObject(0));
    body.put("roleArn", role);
    String id = ids.get().toString().replace("-", "");
    Resource made = Resource.made(KIND, caller, id, body, Tagging.of(call.body()), clock.instant());
    return postgres.transactOnce(
        call,
        tx ->
            resources
                .insert(tx, made)
                .map(
                    inserted -> {
                      if (!inserted) {
                        throw made.taken();
                      }
                      return ServiceResponse.ok(new JsonObject().put(ARN, made.arn()));
                    }));
  }

  Future<ServiceResponse> get(Call call) {
    return resources
        .required(call.principal(), KIND, call.parameter(ARN))
        .map(
            found ->
                found
                    .copied(found.described(ARN), "trainingData", "roleArn")
                    .put("tags", found.tags()))
        .map(ServiceResponse::ok);
  }

  Future<ServiceResponse> list(Call call) {
    Page page = Page.of(call);
    return resources
        .list(call.principal(), KIND, page, null, null)
        .map(
            found ->
                page.answer(
                    "trainingDatasets", found, each -> each.described(ARN), Resource::position));
  }

  Future<ServiceResponse> delete(Call call) {
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
                                    + " was trained with this dataset: delete that first");
                          });
                      return ServiceResponse.of(200, null);
                    }));
  }
}
