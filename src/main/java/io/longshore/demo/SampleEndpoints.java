package io.longshore.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Generated customers for the demo, always the same, so that counts can be checked. One in ten has
 * the plan {@value #PLAN}.
 */
final class SampleEndpoints {

  static final String PLAN = "gold";
  static final int ONE_IN = 10;

  private static final String[] PLANS = {
    PLAN, "free", "free", "silver", "free", "free", "silver", "free", "trial", "free"
  };
  private static final String[][] CITIES = {
    {"DE", "Hamburg"}, {"NL", "Rotterdam"}, {"BR", "Santos"}, {"SG", "Singapore"}, {"US", "Oakland"}
  };
  private static final String[] PLATFORMS = {"iOS", "Android", "Web"};
  private static final String[] INTERESTS = {"sailing", "jazz", "cooking", "chess", "football ⚽"};

  private SampleEndpoints() {}

  /** An UpdateEndpointsBatch body with the endpoints {@code from} to {@code from + count - 1}. */
  static JsonObject batch(int from, int count) {
    JsonArray items = new JsonArray();
    for (int number = from; number < from + count; number++) {
      items.add(endpoint(number));
    }
    return new JsonObject().put("Item", items);
  }

  private static JsonObject endpoint(int number) {
    String[] city = CITIES[number % CITIES.length];
    return new JsonObject()
        .put("Id", "endpoint-%06d".formatted(number))
        .put("ChannelType", "EMAIL")
        .put("Address", "customer%d@example.com".formatted(number))
        .put("Attributes", attributes(number))
        .put("Metrics", new JsonObject().put("Logins", (double) (number % 97)))
        .put("Location", new JsonObject().put("Country", city[0]).put("City", city[1]))
        .put("Demographic", new JsonObject().put("Platform", PLATFORMS[number % PLATFORMS.length]))
        .put("User", new JsonObject().put("UserId", "user-%06d".formatted(number / 2)));
  }

  private static JsonObject attributes(int number) {
    String first = INTERESTS[number % INTERESTS.length];
    String second = INTERESTS[(number / 7) % INTERESTS.length];
    return new JsonObject()
        .put("Plan", new JsonArray().add(PLANS[number % ONE_IN]))
        .put("Interests", new JsonArray().add(first).add(second))
        .put("Note", new JsonArray().add("says \"ahoy\", then\nwaves"));
  }
}
