package io.longshore.service.cleanroomsml;

import io.longshore.config.AudiencesConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.store.Postgres;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What the operations on jobs work with.
 *
 * @param ids makes what new resources are known by
 */
record Tools(
    Postgres postgres,
    ResourceStore resources,
    PolicyStore policies,
    JobStore jobs,
    JobStatuses statuses,
    QuotaStore quotas,
    Removals removals,
    RolePlaces places,
    AudiencesConfig config,
    Supplier<UUID> ids,
    InstantSource clock) {

  /** Whose jobs they are, as the engine knows it. */
  static final String CONTAINER = "cleanroomsml";

  static Tools of(
      Postgres postgres,
      RolePlaces places,
      JobStore jobs,
      AudiencesConfig config,
      Supplier<UUID> ids,
      InstantSource clock) {
    ResourceStore resources = new ResourceStore(postgres);
    return new Tools(
        postgres,
        resources,
        new PolicyStore(postgres),
        jobs,
        new JobStatuses(jobs, new MadeStore(postgres)),
        new QuotaStore(jobs),
        new Removals(resources, jobs),
        places,
        config,
        ids,
        clock);
  }
}
