package io.longshore.engine;

import java.util.UUID;

/** A lease that a worker asks for together with the end of another; its id tells it from others. */
record NextLease(UUID id, String owner, long millis) {}
