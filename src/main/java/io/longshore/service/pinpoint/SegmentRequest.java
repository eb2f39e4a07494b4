package io.longshore.service.pinpoint;

import io.longshore.api.ApiError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A WriteSegmentRequest that was found to be right and served. */
record SegmentRequest(
    Optional<String> name,
    Optional<JsonObject> dimensions,
    Optional<JsonObject> groups,
    JsonObject tags) {

  private static final int LONGEST_NAME = 256;
  private static final int MOST_DIMENSIONS = 100;
  private static final int MOST_BYTES = 64 * 1024;

  static SegmentRequest of(JsonObject body) {
    JsonObject dimensions = body.getJsonObject("Dimensions");
    JsonObject groups = body.getJsonObject("SegmentGroups");
    if ((dimensions == null) == (groups == null)) {
      throw PinpointError.BAD_REQUEST.because(
          "A segment needs either Dimensions or SegmentGroups, one of them");
    }
    String name = body.getString("Name");
    if (name != null && name.length() > LONGEST_NAME) {
      throw PinpointError.BAD_REQUEST.because("Name must have at most 256 characters");
    }
    JsonObject condition = dimensions == null ? only(groups) : dimensions;
    bounded(condition);
    SegmentCondition.of(condition, 1);
    return new SegmentRequest(
        Optional.ofNullable(name),
        Optional.ofNullable(dimensions),
        Optional.ofNullable(groups),
        Tags.of(body));
  }

  /** The one set of dimensions of groups that say no more than Dimensions could. */
  private static JsonObject only(JsonObject groups) {
    JsonArray list = groups.getJsonArray("Groups", new JsonArray());
    if (list.size() != 1 || "NONE".equals(groups.getString("Include"))) {
      throw notServed();
    }
    JsonObject group = list.getJsonObject(0);
    JsonArray dimensions = group.getJsonArray("Dimensions", new JsonArray());
    boolean plain = group.getJsonArray("SourceSegments", new JsonArray()).isEmpty();
    if (dimensions.size() != 1 || !plain || "NONE".equals(group.getString("Type"))) {
      throw notServed();
    }
    return dimensions.getJsonObject(0);
  }

  private static void bounded(JsonObject condition) {
    int count =
        condition.getJsonObject("Attributes", new JsonObject()).size()
            + condition.getJsonObject("UserAttributes", new JsonObject()).size()
            + condition.getJsonObject("Metrics", new JsonObject()).size()
            + condition.getJsonObject("Demographic", new JsonObject()).size()
            + condition.getJsonObject("Location", new JsonObject()).size();
    if (count > MOST_DIMENSIONS) {
      throw PinpointError.BAD_REQUEST.because(
          "The segment has " + count + " dimensions, the limit is 100");
    }
    int bytes = condition.encode().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw PinpointError.BAD_REQUEST.because(
          "The segment's dimensions have " + bytes + " bytes, the limit is 64 KB");
    }
  }

  private static ApiError notServed() {
    return PinpointError.BAD_REQUEST.because(
        "Only one group of one set of Dimensions is served yet, without SourceSegments and "
            + "without NONE: use Dimensions, or SegmentGroups of that form");
  }
}
