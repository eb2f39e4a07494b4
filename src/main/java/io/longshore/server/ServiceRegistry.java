package io.longshore.server;

import io.longshore.api.QuotaUse;
import io.longshore.api.ServiceProfile;
import io.longshore.config.GlueConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.PersonalizeConfig;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobStore;
import io.longshore.job.JobType;
import io.longshore.objectstore.ObjectStores;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.cleanroomsml.CleanRoomsMlVerticle;
import io.longshore.service.cleanroomsml.export.AudienceExportJob;
import io.longshore.service.cleanroomsml.generation.AudienceGenerationJob;
import io.longshore.service.cleanroomsml.model.ModelTrainingJob;
import io.longshore.service.cleanroomsml.resource.AudiencePurgeJob;
import io.longshore.service.cleanroomsml.training.RoleLocations;
import io.longshore.service.dataexchange.DataExchangeVerticle;
import io.longshore.service.dataexchange.asset.AssetBucket;
import io.longshore.service.dataexchange.job.JobExpiryVerticle;
import io.longshore.service.dataexchange.job.type.AssetExportJob;
import io.longshore.service.dataexchange.job.type.AssetImportJob;
import io.longshore.service.dataexchange.job.type.AssetRegistrationJob;
import io.longshore.service.dataexchange.job.type.UrlExportJob;
import io.longshore.service.personalize.PersonalizeEventsVerticle;
import io.longshore.service.personalize.PersonalizeVerticle;
import io.longshore.service.personalize.deletion.DeletionSweeper;
import io.longshore.service.personalize.deletion.UserPurgeJob;
import io.longshore.service.personalize.job.DataDeletionJob;
import io.longshore.service.personalize.job.DatasetExportJob;
import io.longshore.service.personalize.job.DatasetImportJob;
import io.longshore.service.personalize.resource.ResourcePurgeJob;
import io.longshore.service.pinpoint.PinpointVerticle;
import io.longshore.service.pinpoint.app.AppPurgeJob;
import io.longshore.service.pinpoint.endpoint.AttributeRemovalJob;
import io.longshore.service.pinpoint.endpoint.ColumnBackfillJob;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import io.longshore.service.pinpoint.job.load.EndpointImportJob;
import io.longshore.service.pinpoint.user.UserAttributeSyncJob;
import io.longshore.store.BulkLoad;
import io.longshore.store.Postgres;
import io.longshore.transfer.copy.ObjectCopy;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.GzipEncoder;
import io.longshore.transfer.write.IdentityEncoder;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What this process serves and what its worker knows: the part of {@link LongshoreServer} that
 * grows.
 */
public final class ServiceRegistry {

  /** What is served; a new one is a line here, and one below. */
  static final List<ServiceProfile> PROFILES =
      List.of(
          PinpointVerticle.PROFILE,
          DataExchangeVerticle.PROFILE,
          PersonalizeVerticle.PROFILE,
          PersonalizeEventsVerticle.PROFILE,
          CleanRoomsMlVerticle.PROFILE);

  private ServiceRegistry() {}

  /** A verticle for each contract. */
  static List<Supplier<ServiceVerticle>> verticles(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      JobStore jobs,
      AssetBucket assets,
      LongshoreConfig config,
      InstantSource clock) {
    return List.of(
        () -> new PinpointVerticle(vertx, postgres, stores, jobs, clock, new SplittableRandom()),
        () -> new DataExchangeVerticle(postgres, jobs, assets, clock),
        () -> new PersonalizeVerticle(postgres, stores, jobs, config.personalize(), clock),
        () -> new PersonalizeEventsVerticle(postgres, config.personalize()),
        () ->
            new CleanRoomsMlVerticle(
                postgres,
                new RoleLocations(stores, config.glue()),
                jobs,
                config.audiences(),
                UUID::randomUUID,
                clock));
  }

  /** What services do that nobody asks for: by name, one a process. */
  static Map<String, Supplier<Deployable>> housekeeping(
      Postgres postgres, JobStore jobs, AssetBucket assets, InstantSource clock) {
    return Map.of(
        "Data Exchange's housekeeping", () -> new JobExpiryVerticle(postgres, jobs, assets, clock),
        "Deleted users", () -> new DeletionSweeper(postgres, jobs));
  }

  /** Who counts how much of their quotas accounts use; Pinpoint has none that are an account's. */
  public static List<Supplier<Future<List<QuotaUse>>>> quotas(
      Postgres postgres, LongshoreConfig config) {
    return List.of(
        new io.longshore.service.dataexchange.DataExchangeQuotaUseStore(
                postgres, config.assets().quotas())
            ::highest,
        new io.longshore.service.personalize.resource.PersonalizeQuotaUseStore(
                postgres, config.personalize())
            ::highest,
        new io.longshore.service.cleanroomsml.resource.CleanRoomsMlQuotaUseStore(postgres)
            ::highest);
  }

  /** Every job type, for who asks for their words and runs none. */
  public static JobTypeRegistry jobTypes(Vertx vertx, Postgres postgres) {
    return jobTypes(
        vertx,
        postgres,
        ObjectStores.NONE,
        copy -> Future.failedFuture("No job runs here"),
        AssetBucket.NONE,
        GlueConfig.defaults(),
        PersonalizeConfig.defaults(),
        InstantSource.system());
  }

  /**
   * Every job type that this process knows; a new one is a line here.
   *
   * @param loads begins a COPY; see {@link BulkLoad#begin}
   */
  static JobTypeRegistry jobTypes(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      Function<String, Future<BulkLoad.Load>> loads,
      AssetBucket assets,
      GlueConfig glue,
      PersonalizeConfig personalize,
      InstantSource clock) {
    ObjectCopy copy = new ObjectCopy(vertx);
    Exporter gzip = new Exporter(vertx, GzipEncoder.fastest());
    List<JobType> types =
        new ArrayList<>(
            List.of(
                new EndpointExportJob(postgres, gzip),
                new EndpointImportJob(vertx, postgres, stores, loads, new Random()),
                new AppPurgeJob(postgres),
                new AssetImportJob(postgres, assets, copy),
                new AssetExportJob(postgres, assets, copy),
                new UrlExportJob(postgres, assets, clock),
                new AssetRegistrationJob(postgres, assets),
                new AttributeRemovalJob(postgres, new SplittableRandom()),
                new ColumnBackfillJob(postgres),
                new UserAttributeSyncJob(postgres, new SplittableRandom())));
    types.addAll(personalize(vertx, postgres, stores, loads, personalize));
    types.addAll(audiences(vertx, postgres, stores, loads, glue));
    return new JobTypeRegistry(types);
  }

  private static List<JobType> audiences(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      Function<String, Future<BulkLoad.Load>> loads,
      GlueConfig glue) {
    return List.of(
        new ModelTrainingJob(vertx, postgres, stores, loads, glue),
        new AudienceGenerationJob(vertx, postgres, stores, UUID::randomUUID),
        new AudienceExportJob(postgres, new Exporter(vertx, GzipEncoder.fastest())),
        new AudiencePurgeJob(postgres));
  }

  private static List<JobType> personalize(
      Vertx vertx,
      Postgres postgres,
      ObjectStores stores,
      Function<String, Future<BulkLoad.Load>> loads,
      PersonalizeConfig limits) {
    return List.of(
        new DatasetImportJob(vertx, postgres, stores, loads, limits),
        new DatasetExportJob(postgres, new Exporter(vertx, new IdentityEncoder())),
        new DataDeletionJob(vertx, postgres, stores, loads, limits),
        new UserPurgeJob(postgres),
        new ResourcePurgeJob(postgres));
  }
}
