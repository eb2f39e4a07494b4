package io.longshore.service.cleanroomsml.export;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * An audience export job as it was started; the engine has its status.
 *
 * @param id the id of the engine's job, in hex
 * @param generation the id of the generation job
 * @param generationArn the generation job's ARN in the account that started the export
 * @param size type and value
 * @param location the folder of its objects
 */
record AudienceExportJobRow(
    String id,
    String account,
    String region,
    String generation,
    String generationArn,
    String name,
    Optional<String> description,
    JsonObject size,
    String location,
    Instant createdAt) {

  /** The position in a list by creation. */
  String position() {
    return createdAt.toEpochMilli() + " " + id;
  }
}
