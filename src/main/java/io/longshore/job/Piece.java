package io.longshore.job;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * A share of a job's work that any replica can do.
 *
 * @param spec what to do, in the job type's own words, for example a list of buckets
 * @param destination the object that it makes, if it makes one
 */
public record Piece(JsonObject spec, Optional<Destination> destination) {}
