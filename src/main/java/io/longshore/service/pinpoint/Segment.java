package io.longshore.service.pinpoint;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * One version of a segment.
 *
 * @param dimensions as sent; empty where groups were sent instead
 * @param groups a SegmentGroupList as sent
 */
record Segment(
    String app,
    String id,
    int version,
    Optional<String> name,
    Optional<JsonObject> dimensions,
    Optional<JsonObject> groups,
    JsonObject tags,
    Instant createdAt,
    Instant modifiedAt) {

  /** The dimensions that an endpoint must fulfil, wherever they were sent. */
  JsonObject condition() {
    return dimensions.orElseGet(
        () ->
            groups
                .orElseThrow()
                .getJsonArray("Groups")
                .getJsonObject(0)
                .getJsonArray("Dimensions")
                .getJsonObject(0));
  }

  /** Pinpoint's SegmentResponse. */
  JsonObject describe(App owner) {
    JsonObject body =
        new JsonObject()
            .put("ApplicationId", app)
            .put("Arn", owner.arnOf("segments/" + id))
            .put("CreationDate", Dates.text(createdAt));
    dimensions.ifPresent(sent -> body.put("Dimensions", sent));
    body.put("Id", id).put("LastModifiedDate", Dates.text(modifiedAt));
    name.ifPresent(sent -> body.put("Name", sent));
    groups.ifPresent(sent -> body.put("SegmentGroups", sent));
    return body.put("SegmentType", "DIMENSIONAL").put("Version", version).put("tags", tags);
  }
}
