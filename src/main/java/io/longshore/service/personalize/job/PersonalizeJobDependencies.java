package io.longshore.service.personalize.job;

import io.longshore.engine.store.JobStore;
import io.longshore.objectstore.RolePrecheck;
import io.longshore.service.personalize.resource.PersonalizeQuotas;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.store.Postgres;
import java.time.InstantSource;

/** The dependencies of the operations on jobs. */
public record PersonalizeJobDependencies(
    Postgres postgres,
    PersonalizeResourceStore resources,
    RolePrecheck roleCheck,
    JobStore jobs,
    PersonalizeQuotas quotas,
    InstantSource clock) {}
