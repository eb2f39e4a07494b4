package io.longshore.service.personalize;

import io.longshore.engine.store.JobStore;
import io.longshore.objectstore.RoleAuthorizer;
import io.longshore.store.Postgres;
import java.time.InstantSource;

/** What the operations on jobs work with, whichever jobs they are. */
record Desk(
    Postgres postgres,
    ResourceStore resources,
    RoleAuthorizer gate,
    JobStore jobs,
    Quotas quotas,
    InstantSource clock) {}
