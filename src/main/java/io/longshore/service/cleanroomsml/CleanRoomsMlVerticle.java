package io.longshore.service.cleanroomsml;

import static io.longshore.api.ServiceProfile.Protocol.REST_JSON;

import io.longshore.api.CommonError;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
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
import io.longshore.store.Postgres;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/** Serves AWS Clean Rooms ML's operations on audiences. */
public final class CleanRoomsMlVerticle extends ServiceVerticle {

  private static final int BODY_LIMIT_BYTES = 1024 * 1024;

  /** The service as the edge knows it. */
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

  /**
   * @param places checks what roles may do
   * @param engine knows the service's job types
   * @param ids makes the ids of new resources
   */
  public CleanRoomsMlVerticle(
      Postgres postgres,
      RoleLocations places,
      JobStore engine,
      AudiencesConfig config,
      Supplier<UUID> ids,
      InstantSource clock) {
    super(PROFILE, "cleanroomsml");
    CleanRoomsMlJobDependencies tools =
        CleanRoomsMlJobDependencies.of(postgres, places, engine, config, ids, clock);
    SharedModelAccess sharing = new SharedModelAccess(tools.resources(), tools.policies());
    serveDatasets(new TrainingDatasets(tools));
    serveModels(new AudienceModels(tools));
    serveConfigured(new ConfiguredAudienceModels(tools, sharing));
    servePolicies(new PolicyOperations(postgres, tools.resources(), tools.policies()));
    serve("StartAudienceGenerationJob", new StartAudienceGenerationJob(tools, sharing)::start);
    serveGenerations(new AudienceGenerationJobOperations(tools));
    serveExports(new AudienceExportJobOperations(tools));
    serveTags(CleanRoomsMlTags.operations(postgres));
  }

  private void serveDatasets(TrainingDatasets datasets) {
    serve("CreateTrainingDataset", datasets::create);
    serve("GetTrainingDataset", datasets::get);
    serve("ListTrainingDatasets", datasets::list);
    serve("DeleteTrainingDataset", datasets::delete);
  }

  private void serveModels(AudienceModels models) {
    serve("CreateAudienceModel", models::create);
    serve("GetAudienceModel", models::get);
    serve("ListAudienceModels", models::list);
    serve("DeleteAudienceModel", models::delete);
  }

  private void serveConfigured(ConfiguredAudienceModels configured) {
    serve("CreateConfiguredAudienceModel", configured::create);
    serve("GetConfiguredAudienceModel", configured::get);
    serve("ListConfiguredAudienceModels", configured::list);
    serve("UpdateConfiguredAudienceModel", configured::update);
    serve("DeleteConfiguredAudienceModel", configured::delete);
  }

  private void servePolicies(PolicyOperations policies) {
    serve("PutConfiguredAudienceModelPolicy", policies::put);
    serve("GetConfiguredAudienceModelPolicy", policies::get);
    serve("DeleteConfiguredAudienceModelPolicy", policies::delete);
  }

  private void serveGenerations(AudienceGenerationJobOperations generations) {
    serve("GetAudienceGenerationJob", generations::get);
    serve("ListAudienceGenerationJobs", generations::list);
    serve("DeleteAudienceGenerationJob", generations::delete);
  }

  private void serveExports(AudienceExportJobOperations exports) {
    serve("StartAudienceExportJob", exports::start);
    serve("ListAudienceExportJobs", exports::list);
  }
}
