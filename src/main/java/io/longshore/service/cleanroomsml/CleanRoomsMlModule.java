package io.longshore.service.cleanroomsml;

import io.longshore.api.ServiceProfile;
import io.longshore.config.LongshoreConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.job.JobType;
import io.longshore.service.ImportDryRun;
import io.longshore.service.QuotaCounts;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.ServiceModule;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.cleanroomsml.export.AudienceExportJob;
import io.longshore.service.cleanroomsml.generation.AudienceGenerationJob;
import io.longshore.service.cleanroomsml.model.ModelTrainingJob;
import io.longshore.service.cleanroomsml.resource.AudiencePurgeJob;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlQuotaStore;
import io.longshore.service.cleanroomsml.training.RoleLocations;
import io.longshore.service.cleanroomsml.training.TrainingDataDryRun;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.GzipEncoder;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Registers AWS Clean Rooms ML. */
public final class CleanRoomsMlModule implements ServiceModule {

  @Override
  public List<ServiceProfile> profiles() {
    return List.of(CleanRoomsMlVerticle.PROFILE);
  }

  @Override
  public List<Supplier<ServiceVerticle>> verticles(ServiceDependencies with, JobStore jobs) {
    return List.of(
        () ->
            new CleanRoomsMlVerticle(
                with.postgres(),
                new RoleLocations(with.stores(), with.config().glue()),
                jobs,
                with.config().audiences(),
                UUID::randomUUID,
                with.clock()));
  }

  @Override
  public List<JobType> jobTypes(ServiceDependencies with) {
    Postgres postgres = with.postgres();
    return List.of(
        new ModelTrainingJob(
            with.vertx(), postgres, with.stores(), with.loads(), with.config().glue()),
        new AudienceGenerationJob(with.vertx(), postgres, with.stores(), UUID::randomUUID),
        new AudienceExportJob(
            postgres, with.stores(), new Exporter(with.vertx(), GzipEncoder.fastest())),
        new AudiencePurgeJob(postgres));
  }

  @Override
  public List<ImportDryRun> importDryRuns(ServiceDependencies with, JobStore jobs) {
    return List.of(new TrainingDataDryRun(with));
  }

  @Override
  public Optional<QuotaCounts> quotaUse(Postgres postgres, LongshoreConfig config) {
    return Optional.of(CleanRoomsMlQuotaStore.uses(postgres));
  }
}
