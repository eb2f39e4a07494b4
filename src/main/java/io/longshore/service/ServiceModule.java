package io.longshore.service;

import io.longshore.api.ServiceProfile;
import io.longshore.config.LongshoreConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.events.outbox.EndedJobEvents;
import io.longshore.job.JobType;
import io.longshore.store.Postgres;
import io.vertx.core.Deployable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a service adds to the process: its contracts, verticles, job types, periodic tasks and
 * quotas. The server's registry lists the modules and knows nothing else of a service.
 */
public interface ServiceModule {

  /** The contracts that the service serves. */
  List<ServiceProfile> profiles();

  /**
   * A verticle for each contract, in the order of {@link #profiles}.
   *
   * @param jobs knows at least the service's own job types
   */
  List<Supplier<ServiceVerticle>> verticles(ServiceDependencies dependencies, JobStore jobs);

  /** One object of each of the service's job types. */
  List<JobType> jobTypes(ServiceDependencies dependencies);

  /** Verticles that do periodic work, one instance in each process, by their names in the log. */
  default Map<String, Supplier<Deployable>> periodicTasks(
      ServiceDependencies dependencies, JobStore jobs) {
    return Map.of();
  }

  /** Dry runs of the service's imports. */
  default List<ImportDryRun> importDryRuns(ServiceDependencies dependencies, JobStore jobs) {
    return List.of();
  }

  /** Events that follow from ends of its jobs, beside those of their statuses. */
  default List<EndedJobEvents> endedJobEvents() {
    return List.of();
  }

  /** Counts how much of its quotas accounts use; empty without quotas per account. */
  default Optional<QuotaCounts> quotaUse(Postgres postgres, LongshoreConfig config) {
    return Optional.empty();
  }
}
