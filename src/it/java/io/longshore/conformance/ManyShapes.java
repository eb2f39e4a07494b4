package io.longshore.conformance;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Endpoints that have all members, or some of them, with values that are hard to write. */
final class ManyShapes {

  /** The columns of exported endpoints, as DuckDB shows them. */
  static final List<String> TYPES =
      List.of(
          "Id VARCHAR",
          "Address VARCHAR",
          "ApplicationId VARCHAR",
          "Attributes MAP(VARCHAR, VARCHAR[])",
          "ChannelType VARCHAR",
          "CohortId VARCHAR",
          "CreationDate VARCHAR",
          "Demographic STRUCT(AppVersion VARCHAR, Locale VARCHAR, Make VARCHAR, Model VARCHAR,"
              + " ModelVersion VARCHAR, Platform VARCHAR, PlatformVersion VARCHAR, Timezone"
              + " VARCHAR)",
          "EffectiveDate VARCHAR",
          "EndpointStatus VARCHAR",
          "Location STRUCT(City VARCHAR, Country VARCHAR, Latitude DOUBLE, Longitude DOUBLE,"
              + " PostalCode VARCHAR, Region VARCHAR)",
          "Metrics MAP(VARCHAR, DOUBLE)",
          "OptOut VARCHAR",
          "RequestId VARCHAR",
          "User STRUCT(UserAttributes MAP(VARCHAR, VARCHAR[]), UserId VARCHAR)");

  private ManyShapes() {}

  static String lines(int count) {
    Random random = new Random(count);
    return IntStream.range(0, count)
        .mapToObj(n -> endpoint(n, random).encode())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static JsonObject endpoint(int n, Random random) {
    JsonObject endpoint =
        new JsonObject()
            .put("Id", "id-" + n)
            .put("Address", "customer" + n + "@example.com")
            .put("ChannelType", "EMAIL");
    if (n % 3 > 0) {
      endpoint.put("Attributes", lists(n, random));
      endpoint.put("Metrics", metrics(n, random));
    }
    if (n % 4 > 0) {
      endpoint.put("Demographic", demographic(n, random));
    }
    if (n % 5 > 0) {
      endpoint.put("Location", location(random));
    }
    if (n % 2 > 0) {
      endpoint.put(
          "User", new JsonObject().put("UserId", "u" + n).put("UserAttributes", lists(n, random)));
    }
    if (n % 7 == 0) {
      endpoint.put("OptOut", "ALL").put("EndpointStatus", "INACTIVE");
    }
    return endpoint;
  }

  private static JsonObject metrics(int n, Random random) {
    JsonObject metrics =
        new JsonObject().put("zero", 0.0).put("large", 1e300 * random.nextGaussian());
    return n % 2 == 0 ? metrics : metrics.put("tiny é", random.nextDouble() / 1e12).put("n", n);
  }

  private static JsonObject demographic(int n, Random random) {
    JsonObject demographic = new JsonObject();
    for (String name :
        "AppVersion Locale Make Model ModelVersion Platform PlatformVersion Timezone".split(" ")) {
      if (n % 8 == 1 || random.nextBoolean()) {
        demographic.put(name, name + random.nextInt(5));
      }
    }
    return demographic;
  }

  private static JsonObject location(Random random) {
    JsonObject location = new JsonObject().put("City", "Köln").put("Country", "DE");
    if (random.nextBoolean()) {
      location
          .put("Latitude", random.nextInt(180) - 90 + 0.25)
          .put("Longitude", random.nextDouble() * 180)
          .put("PostalCode", "50667")
          .put("Region", "NW");
    }
    return location;
  }

  private static JsonObject lists(int n, Random random) {
    JsonObject lists =
        new JsonObject().put("note", new JsonArray().add("q\"uo,te\\ \n\t é 漢 🚢 " + n));
    for (int more = random.nextInt(4); more > 0; more--) {
      JsonArray values = new JsonArray();
      for (int value = random.nextInt(4); value >= 0; value--) {
        values.add("v" + random.nextInt(1000));
      }
      lists.put("list " + more, values);
    }
    return lists;
  }
}
