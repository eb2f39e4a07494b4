package io.longshore.service.dataexchange;

import io.longshore.api.ServiceProfile;
import io.longshore.config.LongshoreConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.events.outbox.EndedJobEvents;
import io.longshore.job.JobType;
import io.longshore.service.QuotaCounts;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.ServiceModule;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.event.AutoExportStore;
import io.longshore.service.dataexchange.job.EngineJobTypes;
import io.longshore.service.dataexchange.job.JobExpiryVerticle;
import io.longshore.service.dataexchange.job.type.AssetExportJob;
import io.longshore.service.dataexchange.job.type.AssetImportJob;
import io.longshore.service.dataexchange.job.type.AssetRegistrationJob;
import io.longshore.service.dataexchange.job.type.UrlExportJob;
import io.longshore.store.Postgres;
import io.longshore.transfer.copy.ObjectCopy;
import io.vertx.core.Deployable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Registers AWS Data Exchange. */
public final class DataExchangeModule implements ServiceModule {

  @Override
  public List<ServiceProfile> profiles() {
    return List.of(DataExchangeVerticle.PROFILE);
  }

  @Override
  public List<Supplier<ServiceVerticle>> verticles(ServiceDependencies with, JobStore jobs) {
    AssetBucket assets = assets(with);
    return List.of(() -> new DataExchangeVerticle(with.postgres(), jobs, assets, with.clock()));
  }

  @Override
  public List<JobType> jobTypes(ServiceDependencies with) {
    Postgres postgres = with.postgres();
    AssetBucket assets = assets(with);
    ObjectCopy copy = new ObjectCopy(with.vertx());
    return List.of(
        new AssetImportJob(postgres, assets, copy),
        new AssetExportJob(postgres, assets, copy),
        new UrlExportJob(postgres, assets, with.clock()),
        new AssetRegistrationJob(postgres, assets));
  }

  @Override
  public Map<String, Supplier<Deployable>> periodicTasks(ServiceDependencies with, JobStore jobs) {
    AssetBucket assets = assets(with);
    return Map.of(
        "Data Exchange's housekeeping",
        () -> new JobExpiryVerticle(with.postgres(), jobs, assets, with.clock()));
  }

  @Override
  public List<EndedJobEvents> endedJobEvents() {
    return List.of(new AutoExportStore(EngineJobTypes.EXPORT));
  }

  @Override
  public Optional<QuotaCounts> quotaUse(Postgres postgres, LongshoreConfig config) {
    return Optional.of(new DataExchangeQuotas(config.assets().quotas()).uses(postgres));
  }

  private static AssetBucket assets(ServiceDependencies with) {
    return new AssetBucket(with.stores(), with.config().assets());
  }
}
