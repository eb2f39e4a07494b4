package io.longshore.service.personalize;

import io.longshore.api.ServiceProfile;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.PersonalizeConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.job.JobType;
import io.longshore.service.ImportDryRun;
import io.longshore.service.QuotaCounts;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.ServiceModule;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.personalize.deletion.DeletionSweeper;
import io.longshore.service.personalize.deletion.UserPurgeJob;
import io.longshore.service.personalize.job.DataDeletionJob;
import io.longshore.service.personalize.job.DatasetExportJob;
import io.longshore.service.personalize.job.DatasetImportDryRun;
import io.longshore.service.personalize.job.DatasetImportJob;
import io.longshore.service.personalize.resource.PersonalizeQuotas;
import io.longshore.service.personalize.resource.ResourcePurgeJob;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.GzipEncoder;
import io.longshore.transfer.write.IdentityEncoder;
import io.vertx.core.Deployable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Registers Amazon Personalize and Amazon Personalize Events. */
public final class PersonalizeModule implements ServiceModule {

  @Override
  public List<ServiceProfile> profiles() {
    return List.of(PersonalizeVerticle.PROFILE, PersonalizeEventsVerticle.PROFILE);
  }

  @Override
  public List<Supplier<ServiceVerticle>> verticles(ServiceDependencies with, JobStore jobs) {
    PersonalizeConfig config = with.config().personalize();
    return List.of(
        () -> new PersonalizeVerticle(with.postgres(), with.stores(), jobs, config, with.clock()),
        () -> new PersonalizeEventsVerticle(with.postgres(), config, with.batches()));
  }

  @Override
  public List<JobType> jobTypes(ServiceDependencies with) {
    Postgres postgres = with.postgres();
    PersonalizeConfig config = with.config().personalize();
    return List.of(
        new DatasetImportJob(with.vertx(), postgres, with.stores(), with.loads(), config),
        new DatasetExportJob(
            postgres,
            with.stores(),
            new Exporter(with.vertx(), new IdentityEncoder(), GzipEncoder.fastest())),
        new DataDeletionJob(with.vertx(), postgres, with.stores(), with.loads(), config),
        new UserPurgeJob(postgres),
        new ResourcePurgeJob(postgres));
  }

  @Override
  public List<ImportDryRun> importDryRuns(ServiceDependencies with, JobStore jobs) {
    return List.of(new DatasetImportDryRun(with));
  }

  @Override
  public Map<String, Supplier<Deployable>> periodicTasks(ServiceDependencies with, JobStore jobs) {
    return Map.of("Deleted users", () -> new DeletionSweeper(with.postgres(), jobs));
  }

  @Override
  public Optional<QuotaCounts> quotaUse(Postgres postgres, LongshoreConfig config) {
    return Optional.of(new PersonalizeQuotas(config.personalize()).uses(postgres));
  }
}
