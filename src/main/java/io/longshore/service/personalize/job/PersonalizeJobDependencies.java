package io.longshore.service.personalize.job;

import io.longshore.engine.store.JobStore;
import io.longshore.objectstore.RoleAuthorizer;
import io.longshore.service.personalize.resource.PersonalizeQuotas;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.store.Postgres;
import java.time.InstantSource;

/** What the operations on jobs work with, whichever jobs they are. */
public record PersonalizeJobDependencies(
    Postgres postgres,
    PersonalizeResourceStore resources,
    RoleAuthorizer gate,
    JobStore jobs,
    PersonalizeQuotas quotas,
    InstantSource clock) {}
