package io.longshore.service.pinpoint.segment;

import static io.longshore.service.pinpoint.endpoint.EndpointSearchTerms.Kind.ATTRIBUTE;
import static io.longshore.service.pinpoint.endpoint.EndpointSearchTerms.Kind.CHANNEL;
import static io.longshore.service.pinpoint.endpoint.EndpointSearchTerms.Kind.COUNTRY;
import static io.longshore.service.pinpoint.endpoint.EndpointSearchTerms.Kind.DEMOGRAPHIC;
import static io.longshore.service.pinpoint.endpoint.EndpointSearchTerms.Kind.USER_ATTRIBUTE;

import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.endpoint.EndpointSearchTerms;
import io.longshore.service.pinpoint.endpoint.EndpointSearchTerms.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Translates SegmentDimensions to conditions. An endpoint must meet all of them.
 *
 * <ul>
 *   <li>An attribute is INCLUSIVE when the endpoint has one of the values, EXCLUSIVE when it has
 *       none of them: an endpoint without the attribute is in the latter. It CONTAINS when one of
 *       its values contains one of the dimension's. It is BEFORE, AFTER, ON and BETWEEN when one of
 *       its values is a date that is: see {@link DateDimension}.
 *   <li>Country, channel and the demographics are the same over one value. Endpoints have no
 *       DeviceType.
 *   <li>A metric that the endpoint lacks fulfils no comparison, and an endpoint without coordinates
 *       is in no circle.
 *   <li>An endpoint was active at its EffectiveDate.
 *   <li>Text is compared exactly, with its case.
 * </ul>
 */
final class SegmentRules {

  private static final JsonObject NONE = new JsonObject();

  private static final Map<String, String> OPERATORS =
      Map.of(
          "EQUAL", "=",
          "GREATER_THAN", ">",
          "GREATER_THAN_OR_EQUAL", ">=",
          "LESS_THAN", "<",
          "LESS_THAN_OR_EQUAL", "<=");

  private static final Map<String, Duration> DURATIONS =
      Map.of(
          "HR_24", Duration.ofHours(24),
          "DAY_7", Duration.ofDays(7),
          "DAY_14", Duration.ofDays(14),
          "DAY_30", Duration.ofDays(30));

  /** By the haversine formula on a sphere with the earth's mean radius; asin may not see 1 + ε. */
  private static final String KILOMETERS =
      """
      12742.0176 * asin(sqrt(least(1, power(sind(((e #>> '{Location,Latitude}')::double precision
         - %1$s::double precision) / 2), 2) + cosd(%1$s::double precision)
         * cosd((e #>> '{Location,Latitude}')::double precision)
         * power(sind(((e #>> '{Location,Longitude}')::double precision
         - %2$s::double precision) / 2), 2))))\
      """;

  private SegmentRules() {}

  static List<SegmentNode> nodes(JsonObject dimensions, Instant now) {
    List<SegmentNode> nodes = new ArrayList<>();
    attributes(nodes, dimensions, "Attributes", ATTRIBUTE, "e -> 'Attributes'");
    attributes(
        nodes, dimensions, "UserAttributes", USER_ATTRIBUTE, "e -> 'User' -> 'UserAttributes'");
    JsonObject location = dimensions.getJsonObject("Location", NONE);
    set(nodes, "Location.Country", location, "Country", COUNTRY, "{Location,Country}");
    circle(nodes, location.getJsonObject("GPSPoint"));
    JsonObject demographic = dimensions.getJsonObject("Demographic", NONE);
    set(nodes, "Demographic.Channel", demographic, "Channel", CHANNEL, "{ChannelType}");
    Stream.concat(EndpointSearchTerms.DEMOGRAPHICS.stream(), Stream.of("DeviceType"))
        .forEach(
            name ->
                set(
                    nodes,
                    "Demographic." + name,
                    demographic,
                    name,
                    DEMOGRAPHIC,
                    "{Demographic," + name + "}"));
    metrics(nodes, dimensions.getJsonObject("Metrics", NONE));
    recency(nodes, dimensions.getJsonObject("Behavior", NONE).getJsonObject("Recency"), now);
    return nodes;
  }

  private static void attributes(
      List<SegmentNode> nodes, JsonObject dimensions, String member, Kind kind, String place) {
    for (Map.Entry<String, Object> entry : dimensions.getJsonObject(member, NONE)) {
      String name = entry.getKey();
      String path = member + "." + name;
      JsonObject dimension = (JsonObject) entry.getValue();
      String[] values = values(path, dimension);
      String type = dimension.getString("AttributeType", "INCLUSIVE");
      switch (type) {
        case "INCLUSIVE" -> nodes.add(has(place, kind, name, values));
        case "EXCLUSIVE" -> nodes.add(new SegmentNode.Not(has(place, kind, name, values)));
        case "CONTAINS" -> nodes.add(contains(place, name, values));
        default -> nodes.add(dated(place, name, DateDimension.of(path, type, values)));
      }
    }
  }

  private static SegmentNode has(String place, Kind kind, String name, String[] values) {
    List<Integer> hints =
        Stream.of(values).map(v -> EndpointSearchTerms.of(kind, name, v)).toList();
    return new SegmentNode.Line(
        p -> "%s -> %s::text ?| %s::text[]".formatted(place, p.bind(name), p.bind(values)), hints);
  }

  private static SegmentNode contains(String place, String name, String[] values) {
    return new SegmentNode.Line(
        p ->
            ("exists (select 1 from jsonb_array_elements_text(%s -> %s::text) v,"
                    + " unnest(%s::text[]) w where strpos(v, w) > 0)")
                .formatted(place, p.bind(name), p.bind(values)),
        List.of());
  }

  private static SegmentNode dated(String place, String name, DateDimension spans) {
    return new SegmentNode.Line(
        p ->
            ("exists (select 1 from jsonb_array_elements_text(%s -> %s::text) v,"
                    + " unnest(%s::bigint[], %s::bigint[]) as w (since, until)"
                    + " where pinpoint_millis(v) >= w.since and pinpoint_millis(v) < w.until)")
                .formatted(place, p.bind(name), p.bind(spans.since()), p.bind(spans.until())),
        List.of());
  }

  private static void set(
      List<SegmentNode> nodes,
      String path,
      JsonObject holder,
      String name,
      Kind kind,
      String place) {
    JsonObject dimension = holder.getJsonObject(name);
    if (dimension == null) {
      return;
    }
    String[] values = values(path, dimension);
    String term = kind == DEMOGRAPHIC ? name : "";
    List<Integer> hints =
        Stream.of(values).map(v -> EndpointSearchTerms.of(kind, term, v)).toList();
    SegmentNode one =
        new SegmentNode.Line(
            p -> "e #>> '%s' = any(%s::text[])".formatted(place, p.bind(values)), hints);
    boolean exclusive = dimension.getString("DimensionType", "INCLUSIVE").equals("EXCLUSIVE");
    nodes.add(exclusive ? new SegmentNode.Not(one) : one);
  }

  private static void circle(List<SegmentNode> nodes, JsonObject point) {
    if (point == null) {
      return;
    }
    double latitude = point.getJsonObject("Coordinates").getDouble("Latitude");
    double longitude = point.getJsonObject("Coordinates").getDouble("Longitude");
    Double range = point.getDouble("RangeInKilometers");
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180 || range == null || range < 0) {
      throw PinpointError.BAD_REQUEST.because(
          "Location.GPSPoint needs a Latitude from -90 to 90, a Longitude from -180 to 180, and "
              + "RangeInKilometers of at least 0");
    }
    nodes.add(
        new SegmentNode.Line(
            p ->
                KILOMETERS.formatted(p.bind(latitude), p.bind(longitude))
                    + " <= "
                    + p.bind(range)
                    + "::double precision",
            List.of()));
  }

  private static void metrics(List<SegmentNode> nodes, JsonObject metrics) {
    for (Map.Entry<String, Object> entry : metrics) {
      JsonObject dimension = (JsonObject) entry.getValue();
      String operator = OPERATORS.get(dimension.getString("ComparisonOperator"));
      double value = dimension.getNumber("Value").doubleValue();
      if (operator == null) {
        throw PinpointError.BAD_REQUEST.because(
            "Metrics."
                + entry.getKey()
                + ".ComparisonOperator must be one of "
                + String.join(", ", OPERATORS.keySet().stream().sorted().toList()));
      }
      nodes.add(
          new SegmentNode.Line(
              p ->
                  "(e -> 'Metrics' ->> %s::text)::double precision %s %s::double precision"
                      .formatted(p.bind(entry.getKey()), operator, p.bind(value)),
              List.of()));
    }
  }

  private static void recency(List<SegmentNode> nodes, JsonObject recency, Instant now) {
    if (recency != null) {
      Instant since = now.minus(DURATIONS.get(recency.getString("Duration")));
      String operator = recency.getString("RecencyType").equals("ACTIVE") ? ">=" : "<";
      nodes.add(
          new SegmentNode.Columns(
              p ->
                  "active_at %s %s::timestamptz"
                      .formatted(operator, p.bind(since.atOffset(ZoneOffset.UTC)))));
    }
  }

  private static String[] values(String path, JsonObject dimension) {
    JsonArray values = dimension.getJsonArray("Values");
    if (values.isEmpty()) {
      throw PinpointError.BAD_REQUEST.because(path + ".Values must have at least one value");
    }
    return values.stream().map(String.class::cast).toArray(String[]::new);
  }
}
