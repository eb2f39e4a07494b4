package io.longshore.job;

import io.vertx.core.buffer.Buffer;

/** The object that is written last and tells what a job wrote. */
public record Manifest(Destination destination, Buffer content) {}
