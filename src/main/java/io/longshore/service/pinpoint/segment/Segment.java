package io.longshore.service.pinpoint.segment;

import io.longshore.service.pinpoint.app.App;
import io.longshore.service.resource.ListPosition;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One version of a segment.
 *
 * @param dimensions as sent; empty where groups were sent instead
 * @param groups a SegmentGroupList as sent
 * @param imported the ImportDefinition and {@code Members}, where its members are; only of imported
 *     segments
 */
public record Segment(
    String app,
    String id,
    int version,
    Optional<String> name,
    Optional<JsonObject> dimensions,
    Optional<JsonObject> groups,
    Optional<JsonObject> imported,
    JsonObject tags,
    Instant createdAt,
    Instant modifiedAt) {

  public static final String MEMBERS = "Members";

  /** The container of its members, if it was imported. */
  Stream<String> members() {
    return imported.stream().map(definition -> definition.getString(MEMBERS));
  }

  /** Pinpoint's SegmentResponse. */
  JsonObject describe(App owner) {
    JsonObject body =
        new JsonObject()
            .put("ApplicationId", app)
            .put("Arn", owner.arnOf("segments/" + id))
            .put("CreationDate", Timestamps.text(createdAt));
    dimensions.ifPresent(sent -> body.put("Dimensions", sent));
    body.put("Id", id);
    imported.ifPresent(
        definition -> {
          JsonObject shown = definition.copy();
          shown.remove(MEMBERS);
          body.put("ImportDefinition", shown);
        });
    body.put("LastModifiedDate", Timestamps.text(modifiedAt));
    name.ifPresent(sent -> body.put("Name", sent));
    groups.ifPresent(sent -> body.put("SegmentGroups", sent));
    return body.put("SegmentType", imported.isPresent() ? "IMPORT" : "DIMENSIONAL")
        .put("Version", version)
        .put("tags", tags);
  }

  /** The position in a list by creation. */
  String position() {
    return new ListPosition(createdAt, id).toString();
  }
}
