package io.longshore.service.pinpoint;

import io.longshore.api.ServiceProfile;
import io.longshore.engine.store.JobStore;
import io.longshore.job.JobType;
import io.longshore.service.ImportDryRun;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.ServiceModule;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.pinpoint.app.AppPurgeJob;
import io.longshore.service.pinpoint.block.BlockUpkeep;
import io.longshore.service.pinpoint.block.StoredLines;
import io.longshore.service.pinpoint.endpoint.AttributeRemovalJob;
import io.longshore.service.pinpoint.endpoint.ColumnBackfillJob;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import io.longshore.service.pinpoint.job.increment.DeletionUpkeep;
import io.longshore.service.pinpoint.job.load.EndpointImportDryRun;
import io.longshore.service.pinpoint.job.load.EndpointImportJob;
import io.longshore.service.pinpoint.user.UserAttributeSyncJob;
import io.longshore.store.Postgres;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.GzipEncoder;
import io.vertx.core.Deployable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Registers Amazon Pinpoint, which has no quotas per account. */
public final class PinpointModule implements ServiceModule {

  @Override
  public List<ServiceProfile> profiles() {
    return List.of(PinpointVerticle.PROFILE);
  }

  @Override
  public List<Supplier<ServiceVerticle>> verticles(ServiceDependencies with, JobStore jobs) {
    return List.of(
        () ->
            new PinpointVerticle(
                with.vertx(),
                with.postgres(),
                with.stores(),
                jobs,
                with.clock(),
                new SplittableRandom(),
                with.config().upkeep().deletions(),
                with.batches()));
  }

  @Override
  public Map<String, Supplier<Deployable>> periodicTasks(ServiceDependencies with, JobStore jobs) {
    Map<String, Supplier<Deployable>> tasks = new LinkedHashMap<>();
    tasks.put(
        "Deletions of endpoints",
        () ->
            new DeletionUpkeep(
                with.postgres(), EndpointExportJob.NAME, with.config().upkeep(), new Random()));
    tasks.put(
        "Blocks of endpoints",
        () ->
            new BlockUpkeep(
                with.postgres(),
                GzipEncoder.fastest(),
                with.config().upkeep().blocksFrom() > 0,
                with.blocks(),
                new Random()));
    return tasks;
  }

  @Override
  public List<ImportDryRun> importDryRuns(ServiceDependencies with, JobStore jobs) {
    return List.of(new EndpointImportDryRun(with, jobs));
  }

  @Override
  public List<JobType> jobTypes(ServiceDependencies with) {
    Postgres postgres = with.postgres();
    return List.of(
        new EndpointExportJob(
            postgres,
            with.stores(),
            new Exporter(with.vertx(), GzipEncoder.fastest()),
            new StoredLines(
                with.vertx(), postgres, with.config().upkeep().blocksFrom(), with.blocks())),
        new EndpointImportJob(with.vertx(), postgres, with.stores(), with.loads(), new Random()),
        new AppPurgeJob(postgres),
        new AttributeRemovalJob(postgres, new SplittableRandom()),
        new ColumnBackfillJob(postgres),
        new UserAttributeSyncJob(postgres, new SplittableRandom()));
  }
}
