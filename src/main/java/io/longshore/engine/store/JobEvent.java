package io.longshore.engine.store;

import java.time.Instant;

/** A status as the service's users saw it, from that moment on. */
public record JobEvent(String word, Instant at) {}
