package io.longshore.service.pinpoint;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** Random endpoints and dimensions, and the rules for dimensions once more, in plain Java. */
public final class SampleAudience {

  private static final List<String> TEAMS = List.of("Bulls", "bulls", "Heat 😀", "O'Neal", "");
  private static final List<String> COUNTRIES = List.of("DE", "FR", "US");
  private static final List<String> CHANNELS = List.of("EMAIL", "SMS", "GCM");
  private static final List<String> OPERATORS =
      List.of("EQUAL", "GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL");

  private SampleAudience() {}

  public static JsonObject endpoint(Random random, int number) {
    JsonObject endpoint =
        new JsonObject()
            .put("Id", "e" + number)
            .put("Address", "a" + number + "@example.com")
            .put("ChannelType", pick(random, CHANNELS));
    if (random.nextBoolean()) {
      endpoint.put("Attributes", new JsonObject().put("Team", values(random)));
    }
    if (random.nextBoolean()) {
      endpoint.put(
          "User",
          new JsonObject().put("UserAttributes", new JsonObject().put("Likes", values(random))));
    }
    if (random.nextBoolean()) {
      endpoint.put("Location", new JsonObject().put("Country", pick(random, COUNTRIES)));
    }
    if (random.nextBoolean()) {
      endpoint.put("Demographic", new JsonObject().put("Platform", pick(random, TEAMS)));
    }
    if (random.nextBoolean()) {
      endpoint.put("Metrics", new JsonObject().put("visits", random.nextInt(5) / 2.0));
    }
    return endpoint;
  }

  public static JsonObject dimensions(Random random) {
    JsonObject dimensions = new JsonObject();
    if (random.nextInt(3) == 0) {
      dimensions.put("Attributes", new JsonObject().put("Team", attribute(random)));
    }
    if (random.nextInt(3) == 0) {
      dimensions.put("UserAttributes", new JsonObject().put("Likes", attribute(random)));
    }
    if (random.nextInt(3) == 0) {
      dimensions.put("Location", new JsonObject().put("Country", set(random, COUNTRIES)));
    }
    if (random.nextInt(3) == 0) {
      JsonObject demographic = new JsonObject().put("Channel", set(random, CHANNELS));
      if (random.nextBoolean()) {
        demographic.put("Platform", set(random, TEAMS));
      }
      dimensions.put("Demographic", demographic);
    }
    if (random.nextInt(3) == 0) {
      JsonObject metric =
          new JsonObject()
              .put("ComparisonOperator", pick(random, OPERATORS))
              .put("Value", random.nextInt(5) / 2.0);
      dimensions.put("Metrics", new JsonObject().put("visits", metric));
    }
    return dimensions;
  }

  public static boolean matches(JsonObject endpoint, JsonObject dimensions) {
    JsonObject user = part(endpoint, "User");
    JsonObject demographic = part(dimensions, "Demographic");
    return all(part(dimensions, "Attributes"), part(endpoint, "Attributes"))
        && all(part(dimensions, "UserAttributes"), part(user, "UserAttributes"))
        && one(part(dimensions, "Location"), "Country", part(endpoint, "Location"), "Country")
        && one(demographic, "Channel", endpoint, "ChannelType")
        && one(demographic, "Platform", part(endpoint, "Demographic"), "Platform")
        && metrics(part(dimensions, "Metrics"), part(endpoint, "Metrics"));
  }

  private static boolean all(JsonObject dimensions, JsonObject attributes) {
    for (Map.Entry<String, Object> entry : dimensions) {
      JsonObject dimension = (JsonObject) entry.getValue();
      JsonArray has = attributes.getJsonArray(entry.getKey(), new JsonArray());
      Predicate<Object> wanted = has::contains;
      boolean any = dimension.getJsonArray("Values").stream().anyMatch(wanted);
      if (any == "EXCLUSIVE".equals(dimension.getString("AttributeType"))) {
        return false;
      }
    }
    return true;
  }

  private static boolean one(
      JsonObject dimensions, String dimension, JsonObject holder, String member) {
    JsonObject set = dimensions.getJsonObject(dimension);
    if (set == null) {
      return true;
    }
    boolean any =
        holder.containsKey(member) && set.getJsonArray("Values").contains(holder.getString(member));
    return any != "EXCLUSIVE".equals(set.getString("DimensionType"));
  }

  private static boolean metrics(JsonObject dimensions, JsonObject metrics) {
    JsonObject dimension = dimensions.getJsonObject("visits");
    if (dimension == null) {
      return true;
    }
    if (!metrics.containsKey("visits")) {
      return false;
    }
    int order = Double.compare(metrics.getDouble("visits"), dimension.getDouble("Value"));
    return switch (dimension.getString("ComparisonOperator")) {
      case "EQUAL" -> order == 0;
      case "GREATER_THAN" -> order > 0;
      case "GREATER_THAN_OR_EQUAL" -> order >= 0;
      case "LESS_THAN" -> order < 0;
      default -> order <= 0;
    };
  }

  private static JsonObject attribute(Random random) {
    JsonObject dimension = new JsonObject().put("Values", values(random));
    return random.nextInt(3) == 0
        ? dimension
        : dimension.put("AttributeType", random.nextBoolean() ? "INCLUSIVE" : "EXCLUSIVE");
  }

  private static JsonObject set(Random random, List<String> from) {
    JsonArray values = new JsonArray().add(pick(random, from)).add(pick(random, from));
    return new JsonObject()
        .put("Values", values)
        .put("DimensionType", random.nextBoolean() ? "INCLUSIVE" : "EXCLUSIVE");
  }

  private static JsonArray values(Random random) {
    JsonArray values = new JsonArray().add(pick(random, TEAMS));
    return random.nextBoolean() ? values : values.add(pick(random, TEAMS));
  }

  private static JsonObject part(JsonObject whole, String member) {
    return whole.getJsonObject(member, new JsonObject());
  }

  private static String pick(Random random, List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
