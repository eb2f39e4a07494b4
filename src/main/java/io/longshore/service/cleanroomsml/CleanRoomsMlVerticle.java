package io.longshore.service.cleanroomsml;

import static io.longshore.api.ServiceProfile.Protocol.REST_JSON;

import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.service.ServiceVerticle;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Serves AWS Clean Rooms ML's operations on audiences. */
public final class CleanRoomsMlVerticle extends ServiceVerticle {

  private static final int BODY_LIMIT_BYTES = 1024 * 1024;

  private final TrainingDatasets datasets;
  private final Tagging tagging;

  /**
   * @param ids makes what new resources are known by
   */
  public CleanRoomsMlVerticle(Postgres postgres, Supplier<UUID> ids, InstantSource clock) {
    ResourceStore resources = new ResourceStore(postgres);
    this.datasets = new TrainingDatasets(postgres, resources, ids, clock);
    this.tagging = new Tagging(new TagStore(postgres));
  }

  @Override
  public ServiceProfile profile() {
    return new ServiceProfile(
        "cleanroomsml",
        "openapi/cleanroomsml.yaml",
        "cleanrooms-ml",
        REST_JSON,
        "message",
        null,
        BODY_LIMIT_BYTES,
        new EdgeErrors(
            CleanRoomsMlError.VALIDATION,
            CommonError.REQUEST_ENTITY_TOO_LARGE,
            CleanRoomsMlError.THROTTLING,
            CommonError.METHOD_NOT_ALLOWED,
            CleanRoomsMlError.ACCESS_DENIED,
            CommonError.INTERNAL_FAILURE));
  }

  @Override
  public Map<String, Function<Call, Future<Answer>>> operations() {
    return Map.ofEntries(
        operation("CreateTrainingDataset", datasets::create),
        operation("GetTrainingDataset", datasets::get),
        operation("ListTrainingDatasets", datasets::list),
        operation("DeleteTrainingDataset", datasets::delete),
        operation("ListTagsForResource", tagging::list),
        operation("TagResource", tagging::add),
        operation("UntagResource", tagging::remove));
  }

  private static Map.Entry<String, Function<Call, Future<Answer>>> operation(
      String name, Function<Call, Future<Answer>> method) {
    return Map.entry("cleanroomsml." + name, method);
  }
}
