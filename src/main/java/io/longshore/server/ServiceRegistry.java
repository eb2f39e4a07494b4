package io.longshore.server;

import io.longshore.api.QuotaUse;
import io.longshore.api.ServiceProfile;
import io.longshore.config.LongshoreConfig;
import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobStore;
import io.longshore.events.outbox.EndedJobEvents;
import io.longshore.objectstore.ObjectStores;
import io.longshore.operator.OperatorModule;
import io.longshore.service.ServiceDependencies;
import io.longshore.service.ServiceModule;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.cleanroomsml.CleanRoomsMlModule;
import io.longshore.service.dataexchange.DataExchangeModule;
import io.longshore.service.personalize.PersonalizeModule;
import io.longshore.service.pinpoint.PinpointModule;
import io.longshore.store.Postgres;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The services of this process. A new service is a module in this list. */
public final class ServiceRegistry {

  private static final List<ServiceModule> SERVICES =
      List.of(
          new PinpointModule(),
          new DataExchangeModule(),
          new PersonalizeModule(),
          new CleanRoomsMlModule());

  private static final List<ServiceModule> MODULES =
      Stream.concat(SERVICES.stream(), Stream.of(new OperatorModule(SERVICES))).toList();

  private ServiceRegistry() {}

  /** The contracts of all services. */
  static List<ServiceProfile> profiles() {
    return MODULES.stream().flatMap(module -> module.profiles().stream()).toList();
  }

  /** A verticle for each contract, in the order of {@link #profiles}. */
  static List<Supplier<ServiceVerticle>> verticles(
      ServiceDependencies dependencies, JobStore jobs) {
    return MODULES.stream()
        .flatMap(module -> module.verticles(dependencies, jobs).stream())
        .toList();
  }

  /** The verticles that do periodic work, one instance in each process, by their names. */
  static Map<String, Supplier<Deployable>> periodicTasks(
      ServiceDependencies dependencies, JobStore jobs) {
    Map<String, Supplier<Deployable>> all = new LinkedHashMap<>();
    MODULES.forEach(module -> all.putAll(module.periodicTasks(dependencies, jobs)));
    return all;
  }

  /** The events that follow from ends of jobs. */
  static List<EndedJobEvents> endedJobEvents() {
    return MODULES.stream().flatMap(module -> module.endedJobEvents().stream()).toList();
  }

  /** For each service with quotas per account, a count of what the largest account uses. */
  public static List<Supplier<Future<List<QuotaUse>>>> quotas(
      Postgres postgres, LongshoreConfig config) {
    return MODULES.stream()
        .flatMap(module -> module.quotaUse(postgres, config).stream())
        .<Supplier<Future<List<QuotaUse>>>>map(counts -> () -> counts.highest(Optional.empty()))
        .toList();
  }

  /** Every job type. */
  static JobTypeRegistry jobTypes(ServiceDependencies dependencies) {
    return new JobTypeRegistry(
        MODULES.stream().flatMap(module -> module.jobTypes(dependencies).stream()).toList());
  }

  /** Every job type, for callers that read names and statuses and run no job. */
  public static JobTypeRegistry jobTypes(Vertx vertx, Postgres postgres) {
    return jobTypes(
        new ServiceDependencies(
            vertx,
            postgres,
            ObjectStores.NONE,
            copy -> Future.failedFuture("No job runs in this process"),
            LongshoreConfig.load(Optional.empty(), Map.of(), Map.of()),
            InstantSource.system()));
  }
}
