package io.longshore.engine.lease;

import java.util.UUID;

/** A lease that a worker asks for together with the end of another; its id tells it from others. */
public record LeaseRequest(UUID id, String owner, long millis) {}
