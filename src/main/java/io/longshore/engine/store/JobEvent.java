package io.longshore.engine.store;

import java.time.Instant;

/** A status as the service's users saw it, and when the job entered it. */
public record JobEvent(String word, Instant at) {}
