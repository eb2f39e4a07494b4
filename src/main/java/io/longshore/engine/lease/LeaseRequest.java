package io.longshore.engine.lease;

import java.util.UUID;

/**
 * A lease that a worker requests together with the end of another one.
 *
 * @param id random
 * @param owner identifies the run of the process to people who read the table
 */
public record LeaseRequest(UUID id, String owner, long millis) {}
