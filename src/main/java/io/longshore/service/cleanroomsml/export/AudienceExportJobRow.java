package io.longshore.service.cleanroomsml.export;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * An audience export job as it was started; the engine says how it stands.
 *
 * @param id the engine's, in hex
 * @param generation the id of the generation job
 * @param generationArn as the account that started the export sees that
 * @param size type and value
 * @param location the folder that its objects go to
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

  /** Where it stands in a list. */
  String position() {
    return createdAt.toEpochMilli() + " " + id;
  }
}
