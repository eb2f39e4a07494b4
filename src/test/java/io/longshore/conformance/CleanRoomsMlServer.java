package io.longshore.conformance;

import io.longshore.config.AudiencesConfig;
import io.longshore.config.GlueConfig;
import io.longshore.objectstore.RoleObjectStores;
import io.longshore.service.cleanroomsml.AudienceExport;
import io.longshore.service.cleanroomsml.AudienceGeneration;
import io.longshore.service.cleanroomsml.AudienceRemoval;
import io.longshore.service.cleanroomsml.CleanRoomsMlVerticle;
import io.longshore.service.cleanroomsml.ModelTraining;
import io.longshore.service.cleanroomsml.RolePlaces;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.GzipEncoder;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;

/** Clean Rooms ML as a user meets it. */
final class CleanRoomsMlServer extends LiveServer {

  CleanRoomsMlServer(GlueConfig glue) {
    RoleObjectStores roles = roles();
    serve(
        "cleanrooms-ml",
        64,
        roles,
        List.of(
            new ModelTraining(vertx, postgres, roles, loads::begin, glue),
            new AudienceGeneration(vertx, postgres, roles, UUID::randomUUID),
            new AudienceExport(postgres, new Exporter(vertx, GzipEncoder.fastest())),
            new AudienceRemoval(postgres)),
        jobs ->
            List.of(
                new CleanRoomsMlVerticle(
                    postgres,
                    new RolePlaces(roles, GlueConfig.defaults()),
                    jobs,
                    AudiencesConfig.defaults(),
                    UUID::randomUUID,
                    InstantSource.system())));
    resume();
  }

  CleanRoomsMlAsyncClient client(String account) {
    return CleanRoomsMlWalk.client(account, Region.US_EAST_1, endpoint());
  }
}
