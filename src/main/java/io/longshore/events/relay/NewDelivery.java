package io.longshore.events.relay;

import io.longshore.job.JobId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * An event that is to be delivered.
 *
 * @param job whose events are delivered in order, by their place
 */
record NewDelivery(JsonObject envelope, Instant at, Optional<JobId> job, long place) {}
