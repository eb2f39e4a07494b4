package io.longshore.service.cleanroomsml.resource;

import io.longshore.config.AudiencesConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.service.cleanroomsml.configured.AccessPolicyStore;
import io.longshore.service.cleanroomsml.training.RoleLocations;
import io.longshore.store.Postgres;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The dependencies of the operations.
 *
 * @param ids creates the ids of new resources
 */
public record CleanRoomsMlJobDependencies(
    Postgres postgres,
    CleanRoomsMlResourceStore resources,
    AccessPolicyStore policies,
    JobStore jobs,
    AudienceJobStatuses statuses,
    CleanRoomsMlQuotaStore quotas,
    AudienceDeletion removals,
    RoleLocations places,
    AudiencesConfig config,
    Supplier<UUID> ids,
    InstantSource clock) {

  /** The engine's container of all jobs. */
  public static final String CONTAINER = "cleanroomsml";

  public static CleanRoomsMlJobDependencies of(
      Postgres postgres,
      RoleLocations places,
      JobStore jobs,
      AudiencesConfig config,
      Supplier<UUID> ids,
      InstantSource clock) {
    CleanRoomsMlResourceStore resources = new CleanRoomsMlResourceStore(postgres);
    return new CleanRoomsMlJobDependencies(
        postgres,
        resources,
        new AccessPolicyStore(postgres),
        jobs,
        new AudienceJobStatuses(jobs, new FinishedResourceStore(postgres)),
        new CleanRoomsMlQuotaStore(jobs),
        new AudienceDeletion(resources, jobs),
        places,
        config,
        ids,
        clock);
  }
}
