package io.longshore.job;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A job to create, with its tasks.
 *
 * @param pieces the pieces; empty if a PLAN task has to find them
 */
public record NewJob(
    JobId id,
    String account,
    String region,
    String type,
    String container,
    Optional<String> subject,
    JsonObject spec,
    List<Piece> pieces) {}
