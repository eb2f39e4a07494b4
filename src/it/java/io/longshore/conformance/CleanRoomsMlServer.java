package io.longshore.conformance;

import io.longshore.config.AudiencesConfig;
import io.longshore.config.GlueConfig;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RoleObjectStores;
import io.longshore.service.cleanroomsml.CleanRoomsMlVerticle;
import io.longshore.service.cleanroomsml.export.AudienceExportJob;
import io.longshore.service.cleanroomsml.generation.AudienceGenerationJob;
import io.longshore.service.cleanroomsml.model.ModelTrainingJob;
import io.longshore.service.cleanroomsml.resource.AudiencePurgeJob;
import io.longshore.service.cleanroomsml.training.RoleLocations;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.GzipEncoder;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;

/** A server with Clean Rooms ML. */
final class CleanRoomsMlServer extends LiveServer {

  CleanRoomsMlServer(GlueConfig glue) {
    RoleObjectStores roles = roles();
    serve(
        "cleanrooms-ml",
        64,
        roles,
        List.of(
            new ModelTrainingJob(vertx, postgres, roles, loads::begin, glue),
            new AudienceGenerationJob(vertx, postgres, roles, UUID::randomUUID),
            new AudienceExportJob(
                postgres, ObjectStores.NONE, new Exporter(vertx, GzipEncoder.fastest())),
            new AudiencePurgeJob(postgres)),
        jobs ->
            List.of(
                new CleanRoomsMlVerticle(
                    postgres,
                    new RoleLocations(roles, GlueConfig.defaults()),
                    jobs,
                    AudiencesConfig.defaults(),
                    UUID::randomUUID,
                    InstantSource.system())));
    resume();
  }

  CleanRoomsMlAsyncClient client(String account) {
    return CleanRoomsMlCalls.client(account, Region.US_EAST_1, endpoint());
  }
}
