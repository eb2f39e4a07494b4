package io.longshore.service.pinpoint;

import io.longshore.api.ApiError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * SegmentDimensions as a condition that PostgreSQL evaluates over an endpoint's line. All
 * dimensions must hold.
 *
 * <ul>
 *   <li>An attribute is INCLUSIVE when the endpoint has one of the values, EXCLUSIVE when it has
 *       none of them: an endpoint without the attribute is in the latter.
 *   <li>Country, channel and the demographics are the same over one value.
 *   <li>A metric that the endpoint lacks fulfils no comparison.
 *   <li>Text is compared exactly, with its case.
 * </ul>
 *
 * @param sql a condition over the column {@code line}; what came from a request is in parameters
 * @param parameters what its {@code $n} stand for, in their order
 */
record SegmentCondition(String sql, List<Object> parameters) {

  private static final JsonObject NONE = new JsonObject();

  private static final List<String> DEMOGRAPHICS =
      List.of("AppVersion", "Make", "Model", "Platform");

  private static final Map<String, String> OPERATORS =
      Map.of(
          "EQUAL", "=",
          "GREATER_THAN", ">",
          "GREATER_THAN_OR_EQUAL", ">=",
          "LESS_THAN", "<",
          "LESS_THAN_OR_EQUAL", "<=");

  /**
   * The condition of those dimensions.
   *
   * @param firstParameter the number of its first parameter
   * @throws ApiError when it has something that is wrong or not served
   */
  static SegmentCondition of(JsonObject dimensions, int firstParameter) {
    Builder builder = new Builder(firstParameter);
    attributes(builder, dimensions, "Attributes", "e -> 'Attributes'");
    attributes(builder, dimensions, "UserAttributes", "e -> 'User' -> 'UserAttributes'");
    location(builder, dimensions.getJsonObject("Location", NONE));
    demographics(builder, dimensions.getJsonObject("Demographic", NONE));
    metrics(builder, dimensions.getJsonObject("Metrics", NONE));
    if (dimensions.getJsonObject("Behavior", NONE).containsKey("Recency")) {
      throw notServed("Behavior.Recency");
    }
    return builder.build();
  }

  private static void attributes(
      Builder builder, JsonObject dimensions, String member, String place) {
    for (Map.Entry<String, Object> entry : dimensions.getJsonObject(member, NONE)) {
      String path = member + "." + entry.getKey();
      JsonObject dimension = (JsonObject) entry.getValue();
      String[] values = values(path, dimension);
      String type = dimension.getString("AttributeType", "INCLUSIVE");
      if (!type.equals("INCLUSIVE") && !type.equals("EXCLUSIVE")) {
        throw notServed(path + ".AttributeType " + type);
      }
      String has =
          "%s -> %s::text ?| %s::text[]"
              .formatted(place, builder.bind(entry.getKey()), builder.bind(values));
      builder.add(type, has);
    }
  }

  private static void location(Builder builder, JsonObject location) {
    if (location.containsKey("GPSPoint")) {
      throw notServed("Location.GPSPoint");
    }
    set(builder, "Location.Country", location.getJsonObject("Country"), "{Location,Country}");
  }

  private static void demographics(Builder builder, JsonObject demographic) {
    if (demographic.containsKey("DeviceType")) {
      throw notServed("Demographic.DeviceType, which endpoints do not have,");
    }
    set(builder, "Demographic.Channel", demographic.getJsonObject("Channel"), "{ChannelType}");
    for (String name : DEMOGRAPHICS) {
      String path = "{Demographic," + name + "}";
      set(builder, "Demographic." + name, demographic.getJsonObject(name), path);
    }
  }

  private static void set(Builder builder, String path, JsonObject dimension, String place) {
    if (dimension != null) {
      String values = builder.bind(values(path, dimension));
      builder.add(
          dimension.getString("DimensionType", "INCLUSIVE"),
          "e #>> '%s' = any(%s::text[])".formatted(place, values));
    }
  }

  private static void metrics(Builder builder, JsonObject metrics) {
    for (Map.Entry<String, Object> entry : metrics) {
      String path = "Metrics." + entry.getKey();
      JsonObject dimension = (JsonObject) entry.getValue();
      String operator = OPERATORS.get(dimension.getString("ComparisonOperator"));
      double value = dimension.getNumber("Value").doubleValue();
      if (operator == null) {
        throw PinpointError.BAD_REQUEST.because(
            path
                + ".ComparisonOperator must be one of "
                + String.join(", ", OPERATORS.keySet().stream().sorted().toList()));
      }
      String metric = "(e -> 'Metrics' ->> %s::text)".formatted(builder.bind(entry.getKey()));
      builder.add(
          "INCLUSIVE",
          "%s::double precision %s %s::double precision"
              .formatted(metric, operator, builder.bind(value)));
    }
  }

  private static String[] values(String path, JsonObject dimension) {
    JsonArray values = dimension.getJsonArray("Values");
    if (values.isEmpty()) {
      throw PinpointError.BAD_REQUEST.because(path + ".Values must have at least one value");
    }
    return values.stream().map(String.class::cast).toArray(String[]::new);
  }

  private static ApiError notServed(String what) {
    return PinpointError.BAD_REQUEST.because(
        what
            + " is not served yet: a segment may have Attributes and UserAttributes (INCLUSIVE,"
            + " EXCLUSIVE), Location.Country, Demographic and Metrics");
  }

  /** Gathers conditions over {@code e}, the line as jsonb. */
  private static final class Builder {
    private final int first;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();

    Builder(int first) {
      this.first = first;
    }

    String bind(Object value) {
      parameters.add(value);
      return "$" + (first + parameters.size() - 1);
    }

    void add(String type, String condition) {
      String known = "coalesce(" + condition + ", false)"; // an absent member is no match
      conditions.add(type.equals("EXCLUSIVE") ? "not " + known : known);
    }

    SegmentCondition build() {
      if (conditions.isEmpty()) {
        return new SegmentCondition("true", List.of());
      }
      // "offset 0" keeps the planner from parsing the line anew for every condition
      String all = String.join(" and ", conditions);
      return new SegmentCondition(
          "(select " + all + " from (select line::jsonb as e offset 0) endpoint)",
          List.copyOf(parameters));
    }
  }
}
