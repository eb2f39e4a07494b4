package io.longshore.job;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * A job to be inserted with its tasks in one transaction.
 *
 * @param pieces the plan; empty means that the job starts with a PLAN task
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
