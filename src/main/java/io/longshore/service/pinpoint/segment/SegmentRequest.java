package io.longshore.service.pinpoint.segment;

import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointTags;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A valid WriteSegmentRequest. */
record SegmentRequest(
    Optional<String> name,
    Optional<JsonObject> dimensions,
    Optional<JsonObject> groups,
    JsonObject tags) {

  private static final int LONGEST_NAME = 256;
  private static final int MOST_DIMENSIONS = 100;
  private static final int MOST_BYTES = 64 * 1024;
  private static final JsonObject NONE = new JsonObject();
  private static final JsonArray NOTHING = new JsonArray();

  /** A request that creates a segment. */
  static SegmentRequest of(JsonObject body) {
    if (body.containsKey("Dimensions") == body.containsKey("SegmentGroups")) {
      throw PinpointError.BAD_REQUEST.because(
          "A segment needs either Dimensions or SegmentGroups, one of them");
    }
    return checked(body);
  }

  /** A request that changes a segment: absent members stay. Its tags are ignored. */
  static SegmentRequest change(JsonObject body) {
    if (body.containsKey("Dimensions") && body.containsKey("SegmentGroups")) {
      throw PinpointError.BAD_REQUEST.because(
          "A segment has either Dimensions or SegmentGroups, not both");
    }
    JsonObject counted = body.copy();
    counted.remove("tags");
    return checked(counted);
  }

  private static SegmentRequest checked(JsonObject body) {
    JsonObject dimensions = body.getJsonObject("Dimensions");
    JsonObject groups = body.getJsonObject("SegmentGroups");
    String name = body.getString("Name");
    if (name != null && name.length() > LONGEST_NAME) {
      throw PinpointError.BAD_REQUEST.because("Name must have at most 256 characters");
    }
    List<JsonObject> all = new ArrayList<>();
    if (dimensions != null) {
      all.add(dimensions);
    }
    if (groups != null) {
      all.addAll(inGroups(groups));
    }
    bounded(all, dimensions == null ? groups : dimensions);
    all.forEach(each -> SegmentRules.nodes(each, Instant.EPOCH));
    return new SegmentRequest(
        Optional.ofNullable(name),
        Optional.ofNullable(dimensions),
        Optional.ofNullable(groups),
        PinpointTags.of(body));
  }

  private static List<JsonObject> inGroups(JsonObject groups) {
    JsonArray list = groups.getJsonArray("Groups", NOTHING);
    if (list.isEmpty()) {
      throw PinpointError.BAD_REQUEST.because("SegmentGroups.Groups must have at least one group");
    }
    return list.stream()
        .flatMap(group -> ((JsonObject) group).getJsonArray("Dimensions", NOTHING).stream())
        .map(JsonObject.class::cast)
        .toList();
  }

  private static void bounded(List<JsonObject> all, JsonObject sent) {
    int count = all.stream().mapToInt(SegmentRequest::count).sum();
    if (count > MOST_DIMENSIONS) {
      throw PinpointError.BAD_REQUEST.because(
          "The segment has " + count + " dimensions, the limit is 100");
    }
    int bytes = sent == null ? 0 : sent.encode().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw PinpointError.BAD_REQUEST.because(
          "The segment's dimensions have " + bytes + " bytes, the limit is 64 KB");
    }
  }

  private static int count(JsonObject dimensions) {
    return dimensions.getJsonObject("Attributes", NONE).size()
        + dimensions.getJsonObject("UserAttributes", NONE).size()
        + dimensions.getJsonObject("Metrics", NONE).size()
        + dimensions.getJsonObject("Demographic", NONE).size()
        + dimensions.getJsonObject("Location", NONE).size()
        + dimensions.getJsonObject("Behavior", NONE).size();
  }
}
