package io.longshore.service.pinpoint.job;

import io.longshore.config.mask.MaskAction;
import io.longshore.config.mask.MaskRules;
import io.longshore.service.pinpoint.PinpointError;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Refuses masked exports of segments that select by a masked member: their lines would tell the
 * values that the mask hides.
 */
final class MaskedSegment {

  private static final JsonObject NONE = new JsonObject();

  /** The members of endpoints that dimensions with other names select by. */
  private static final Map<String, List<List<String>>> OTHER_NAMES =
      Map.of(
          "Demographic.Channel", List.of(List.of("ChannelType")),
          "Location.GPSPoint",
              List.of(List.of("Location", "Latitude"), List.of("Location", "Longitude")));

  private MaskedSegment() {}

  /**
   * @param condition of the segment, as a job keeps it
   * @throws io.longshore.api.ApiError if it selects by a masked member
   */
  static void refuse(JsonObject condition, MaskRules rules, String role) {
    for (List<String> path : members(condition)) {
      if (rules.at(path) != MaskAction.KEEP) {
        throw PinpointError.BAD_REQUEST.because(
            "%s masks %s, and the segment selects by it: export another segment or use another role"
                .formatted(role, String.join(".", path)));
      }
    }
  }

  private static List<List<String>> members(JsonObject condition) {
    List<List<String>> members = new ArrayList<>();
    if (condition.containsKey("Dimensions")) {
      addDimensions(condition.getJsonObject("Dimensions"), members);
    } else if (condition.containsKey("Members")) {
      members.add(List.of("Id"));
    } else {
      condition.getJsonArray("Of").forEach(inner -> members.addAll(members((JsonObject) inner)));
    }
    return members;
  }

  private static void addDimensions(JsonObject dimensions, List<List<String>> members) {
    names(dimensions, "Attributes").forEach(name -> members.add(List.of("Attributes", name)));
    names(dimensions, "Metrics").forEach(name -> members.add(List.of("Metrics", name)));
    names(dimensions, "UserAttributes")
        .forEach(name -> members.add(List.of("User", "UserAttributes", name)));
    for (String group : List.of("Demographic", "Location")) {
      names(dimensions, group)
          .forEach(
              name ->
                  members.addAll(
                      OTHER_NAMES.getOrDefault(group + "." + name, List.of(List.of(group, name)))));
    }
    if (dimensions.getJsonObject("Behavior", NONE).containsKey("Recency")) {
      members.add(List.of("EffectiveDate"));
    }
  }

  private static List<String> names(JsonObject dimensions, String group) {
    return List.copyOf(dimensions.getJsonObject(group, NONE).fieldNames());
  }
}
