package io.longshore.service.pinpoint;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Random endpoints and segments of every kind, and what segments mean once more, in plain Java that
 * shares no code with what it checks.
 */
public final class SampleSegments {

  public static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static final List<String> DATES =
      List.of(
          "2026-11-20",
          "2026-11-20T12:00Z",
          "2026-11-20T23:59:59.999Z",
          "2026-11-21T00:30:00+01:00",
          "2026-11-21",
          "2024-02-29",
          "2025-02-29",
          "2026-13-01",
          "now",
          "infinity",
          "2026-11-20T25:00Z",
          "0000-01-01",
          "");

  private static final List<String> ASKED =
      List.of(
          "2026-11-20",
          "2026-11-20T12:00:00Z",
          "2026-11-21T00:00Z",
          "2024-02-29",
          "2026-11-20T23:59:59.999Z");

  private static final List<String> TYPES = List.of("BEFORE", "AFTER", "ON", "BETWEEN");

  private SampleSegments() {}

  public static JsonObject endpoint(Random random, int number) {
    JsonObject endpoint = SampleAudience.endpoint(random, number);
    JsonObject attributes = endpoint.getJsonObject("Attributes", new JsonObject());
    if (random.nextInt(3) > 0) {
      JsonArray dates = new JsonArray().add(pick(random, DATES));
      attributes.put("Since", random.nextBoolean() ? dates : dates.add(pick(random, DATES)));
      endpoint.put("Attributes", attributes);
    }
    if (random.nextInt(3) > 0) {
      JsonObject location = endpoint.getJsonObject("Location", new JsonObject());
      location.put("Latitude", random.nextInt(-900, 901) / 10.0);
      if (random.nextInt(10) > 0) {
        location.put("Longitude", random.nextInt(-1800, 1801) / 10.0);
      }
      endpoint.put("Location", location);
    }
    long age = random.nextLong(Duration.ofDays(40).toSeconds());
    return endpoint.put("EffectiveDate", NOW.minusSeconds(age).toString());
  }

  /** A condition as {@code SegmentCondition} takes it, but for members. */
  public static JsonObject condition(Random random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return new JsonObject().put("Dimensions", dimensions(random));
    }
    List<JsonObject> some = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      some.add(condition(random, depth - 1));
    }
    return new JsonObject()
        .put("Include", pick(random, List.of("ALL", "ANY", "NONE")))
        .put("Of", new JsonArray(some));
  }

  private static JsonObject dimensions(Random random) {
    JsonObject dimensions =
        random.nextBoolean() ? SampleAudience.dimensions(random) : new JsonObject();
    JsonObject attributes = dimensions.getJsonObject("Attributes", new JsonObject());
    if (random.nextInt(3) == 0) {
      String type = pick(random, TYPES);
      JsonArray values = new JsonArray().add(pick(random, ASKED)).add(pick(random, ASKED));
      attributes.put("Since", new JsonObject().put("AttributeType", type).put("Values", values));
    }
    if (random.nextInt(4) == 0) {
      JsonArray values = new JsonArray().add(pick(random, List.of("ull", "😀", "'", "H", "x", "")));
      attributes.put(
          "Team", new JsonObject().put("AttributeType", "CONTAINS").put("Values", values));
    }
    if (!attributes.isEmpty()) {
      dimensions.put("Attributes", attributes);
    }
    if (random.nextInt(4) == 0) {
      JsonObject recency =
          new JsonObject()
              .put("Duration", pick(random, List.of("HR_24", "DAY_7", "DAY_14", "DAY_30")))
              .put("RecencyType", random.nextBoolean() ? "ACTIVE" : "INACTIVE");
      dimensions.put("Behavior", new JsonObject().put("Recency", recency));
    }
    if (random.nextInt(4) == 0) {
      JsonObject point =
          new JsonObject()
              .put("Latitude", random.nextInt(-900, 901) / 10.0)
              .put("Longitude", random.nextInt(-1800, 1801) / 10.0);
      JsonObject circle =
          new JsonObject()
              .put("Coordinates", point)
              .put("RangeInKilometers", (double) random.nextInt(15000));
      dimensions.put(
          "Location",
          dimensions.getJsonObject("Location", new JsonObject()).put("GPSPoint", circle));
    }
    if (random.nextInt(12) == 0) {
      JsonObject type = new JsonObject().put("Values", new JsonArray().add("phone"));
      boolean inclusive = random.nextBoolean();
      dimensions.put(
          "Demographic",
          dimensions
              .getJsonObject("Demographic", new JsonObject())
              .put("DeviceType", type.put("DimensionType", inclusive ? "INCLUSIVE" : "EXCLUSIVE")));
    }
    return dimensions;
  }

  public static boolean matches(JsonObject endpoint, JsonObject condition) {
    if (condition.containsKey("Dimensions")) {
      return meets(endpoint, condition.getJsonObject("Dimensions"));
    }
    List<Boolean> each =
        condition.getJsonArray("Of").stream().map(o -> matches(endpoint, (JsonObject) o)).toList();
    return each.isEmpty()
        || switch (condition.getString("Include")) {
          case "ALL" -> !each.contains(false);
          case "ANY" -> each.contains(true);
          default -> !each.contains(true);
        };
  }

  private static boolean meets(JsonObject endpoint, JsonObject dimensions) {
    JsonObject plain = dimensions.copy();
    JsonObject special = new JsonObject();
    JsonObject attributes = part(plain, "Attributes");
    for (String name : List.copyOf(attributes.fieldNames())) {
      String type = attributes.getJsonObject(name).getString("AttributeType", "");
      if (TYPES.contains(type) || type.equals("CONTAINS")) {
        special.put(name, attributes.remove(name));
      }
    }
    return SampleAudience.matches(endpoint, plain)
        && special.stream().allMatch(entry -> holds(part(endpoint, "Attributes"), entry))
        && recent(endpoint, part(dimensions, "Behavior").getJsonObject("Recency"))
        && near(part(endpoint, "Location"), part(dimensions, "Location").getJsonObject("GPSPoint"))
        && !"INCLUSIVE"
            .equals(part(part(dimensions, "Demographic"), "DeviceType").getString("DimensionType"));
  }

  private static boolean holds(JsonObject attributes, Map.Entry<String, Object> entry) {
    JsonObject dimension = (JsonObject) entry.getValue();
    JsonArray has = attributes.getJsonArray(entry.getKey(), new JsonArray());
    JsonArray asked = dimension.getJsonArray("Values");
    String type = dimension.getString("AttributeType");
    Stream<String> values = has.stream().map(String.class::cast);
    if (type.equals("CONTAINS")) {
      return values.anyMatch(v -> asked.stream().anyMatch(a -> v.contains((String) a)));
    }
    return values
        .map(SampleSegments::moment)
        .filter(moment -> moment != null)
        .anyMatch(
            moment ->
                type.equals("BETWEEN")
                    ? !moment.isBefore(moment(asked.getString(0)))
                        && !moment.isAfter(last(asked.getString(1)))
                    : asked.stream().anyMatch(a -> is(moment, type, (String) a)));
  }

  private static boolean is(Instant moment, String type, String asked) {
    return switch (type) {
      case "BEFORE" -> moment.isBefore(moment(asked));
      case "AFTER" -> moment.isAfter(last(asked));
      default -> day(moment).equals(day(moment(asked)));
    };
  }

  private static LocalDate day(Instant moment) {
    return moment.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private static Instant last(String asked) {
    return asked.length() == 10 ? moment(asked).plusMillis(86_399_999) : moment(asked);
  }

  /** Null for what is none; there is no year 0. */
  private static Instant moment(String text) {
    if (text.startsWith("0000")) {
      return null;
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException none) {
      return null;
    }
  }

  private static boolean recent(JsonObject endpoint, JsonObject recency) {
    if (recency == null) {
      return true;
    }
    long hours =
        switch (recency.getString("Duration")) {
          case "HR_24" -> 24;
          case "DAY_7" -> 7 * 24;
          case "DAY_14" -> 14 * 24;
          default -> 30 * 24;
        };
    Duration age = Duration.between(Instant.parse(endpoint.getString("EffectiveDate")), NOW);
    boolean active = age.compareTo(Duration.ofHours(hours)) <= 0;
    return active == recency.getString("RecencyType").equals("ACTIVE");
  }

  /** By unit vectors, not by the haversine formula. */
  private static boolean near(JsonObject location, JsonObject circle) {
    if (circle == null) {
      return true;
    }
    if (!location.containsKey("Latitude") || !location.containsKey("Longitude")) {
      return false;
    }
    double[] a = vector(location);
    double[] b = vector(circle.getJsonObject("Coordinates"));
    double x = a[1] * b[2] - a[2] * b[1];
    double y = a[2] * b[0] - a[0] * b[2];
    double z = a[0] * b[1] - a[1] * b[0];
    double dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    double angle = Math.atan2(Math.sqrt(x * x + y * y + z * z), dot);
    return angle * 6371.0088 <= circle.getDouble("RangeInKilometers");
  }

  private static double[] vector(JsonObject point) {
    double latitude = Math.toRadians(point.getDouble("Latitude"));
    double longitude = Math.toRadians(point.getDouble("Longitude"));
    return new double[] {
      Math.cos(latitude) * Math.cos(longitude),
      Math.cos(latitude) * Math.sin(longitude),
      Math.sin(latitude)
    };
  }

  private static JsonObject part(JsonObject whole, String member) {
    return whole.getJsonObject(member, new JsonObject());
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
