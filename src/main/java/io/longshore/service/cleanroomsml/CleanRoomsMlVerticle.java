package io.longshore.service.cleanroomsml;

import static io.longshore.api.ServiceProfile.Protocol.REST_JSON;

import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.api.ServiceResponse;
import io.longshore.config.AudiencesConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.cleanroomsml.configured.ConfiguredAudienceModels;
import io.longshore.service.cleanroomsml.configured.PolicyOperations;
import io.longshore.service.cleanroomsml.configured.SharedModelAccess;
import io.longshore.service.cleanroomsml.export.AudienceExportJobOperations;
import io.longshore.service.cleanroomsml.generation.AudienceGenerationJobOperations;
import io.longshore.service.cleanroomsml.generation.StartAudienceGenerationJob;
import io.longshore.service.cleanroomsml.model.AudienceModels;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlJobDependencies;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlTags;
import io.longshore.service.cleanroomsml.training.RoleLocations;
import io.longshore.service.cleanroomsml.training.TrainingDatasets;
import io.longshore.service.resource.TagOperations;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Serves AWS Clean Rooms ML's operations on audiences. */
public final class CleanRoomsMlVerticle extends ServiceVerticle {

  private static final int BODY_LIMIT_BYTES = 1024 * 1024;

  /** What the edge must know of this service. */
  public static final ServiceProfile PROFILE =
      new ServiceProfile(
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

  private final TrainingDatasets datasets;
  private final AudienceModels models;
  private final ConfiguredAudienceModels configured;
  private final PolicyOperations policies;
  private final StartAudienceGenerationJob newGenerations;
  private final AudienceGenerationJobOperations generations;
  private final AudienceExportJobOperations exports;
  private final TagOperations tagging;

  /**
   * @param places asked what roles may do
   * @param engine must know this service's job types
   * @param ids makes what new resources are known by
   */
  public CleanRoomsMlVerticle(
      Postgres postgres,
      RoleLocations places,
      JobStore engine,
      AudiencesConfig config,
      Supplier<UUID> ids,
      InstantSource clock) {
    CleanRoomsMlJobDependencies tools =
        CleanRoomsMlJobDependencies.of(postgres, places, engine, config, ids, clock);
    SharedModelAccess sharing = new SharedModelAccess(tools.resources(), tools.policies());
    this.datasets = new TrainingDatasets(tools);
    this.models = new AudienceModels(tools);
    this.configured = new ConfiguredAudienceModels(tools, sharing);
    this.policies = new PolicyOperations(postgres, tools.resources(), tools.policies());
    this.newGenerations = new StartAudienceGenerationJob(tools, sharing);
    this.generations = new AudienceGenerationJobOperations(tools);
    this.exports = new AudienceExportJobOperations(tools);
    this.tagging = CleanRoomsMlTags.operations(postgres);
  }

  @Override
  public ServiceProfile profile() {
    return PROFILE;
  }

  @Override
  public Map<String, Function<Call, Future<ServiceResponse>>> operations() {
    Map<String, Function<Call, Future<ServiceResponse>>> all = new HashMap<>(models());
    all.putAll(jobs());
    return all;
  }

  private Map<String, Function<Call, Future<ServiceResponse>>> models() {
    return Map.ofEntries(
        operation("CreateTrainingDataset", datasets::create),
        operation("GetTrainingDataset", datasets::get),
        operation("ListTrainingDatasets", datasets::list),
        operation("DeleteTrainingDataset", datasets::delete),
        operation("CreateAudienceModel", models::create),
        operation("GetAudienceModel", models::get),
        operation("ListAudienceModels", models::list),
        operation("DeleteAudienceModel", models::delete),
        operation("CreateConfiguredAudienceModel", configured::create),
        operation("GetConfiguredAudienceModel", configured::get),
        operation("ListConfiguredAudienceModels", configured::list),
        operation("UpdateConfiguredAudienceModel", configured::update),
        operation("DeleteConfiguredAudienceModel", configured::delete),
        operation("PutConfiguredAudienceModelPolicy", policies::put),
        operation("GetConfiguredAudienceModelPolicy", policies::get),
        operation("DeleteConfiguredAudienceModelPolicy", policies::delete));
  }

  private Map<String, Function<Call, Future<ServiceResponse>>> jobs() {
    return Map.ofEntries(
        operation("StartAudienceGenerationJob", newGenerations::start),
        operation("GetAudienceGenerationJob", generations::get),
        operation("ListAudienceGenerationJobs", generations::list),
        operation("DeleteAudienceGenerationJob", generations::delete),
        operation("StartAudienceExportJob", exports::start),
        operation("ListAudienceExportJobs", exports::list),
        operation("ListTagsForResource", tagging::list),
        operation("TagResource", tagging::add),
        operation("UntagResource", tagging::remove));
  }

  private static Map.Entry<String, Function<Call, Future<ServiceResponse>>> operation(
      String name, Function<Call, Future<ServiceResponse>> method) {
    return Map.entry("cleanroomsml." + name, method);
  }
}
