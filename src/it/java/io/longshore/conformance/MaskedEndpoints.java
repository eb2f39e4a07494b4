package io.longshore.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.longshore.fixture.Gzip;
import io.longshore.fixture.S3Objects;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Endpoints with all members, whose values begin with words that tell their members. */
final class MaskedEndpoints {

  static final int FEW = 2_000;

  /** Many with the profile operate. */
  static final int COUNT = Boolean.getBoolean("operate") ? 100_000 : FEW;

  private static final int ROWS_A_FILE = 20_000;

  private MaskedEndpoints() {}

  /** Adds a file with an endpoint that no import accepts. */
  static void putRefused(S3Objects objects, String folder) {
    objects.put(
        RolesFixture.BUCKET,
        folder + "refused.json",
        endpoint(COUNT).put("ChannelType", "PIGEON").encode().getBytes(UTF_8));
  }

  /** The keys of the folder's objects with rejected rows. */
  static List<String> rejected(S3Objects objects, String folder) {
    return objects.keys(RolesFixture.BUCKET).stream()
        .filter(key -> key.startsWith(folder + "_") && key.contains("-rejected-"))
        .toList();
  }

  static Stream<JsonObject> expected() {
    return IntStream.range(0, COUNT).mapToObj(MaskedEndpoints::endpoint);
  }

  /** Stores that many endpoints in files of a folder. */
  static void put(S3Objects objects, String folder, int count) {
    for (int from = 0; from < count; from += ROWS_A_FILE) {
      String lines =
          IntStream.range(from, Math.min(count, from + ROWS_A_FILE))
              .mapToObj(i -> endpoint(i).encode())
              .collect(Collectors.joining("\n", "", "\n"));
      objects.put(
          RolesFixture.BUCKET, folder + "endpoints-" + from + ".json", lines.getBytes(UTF_8));
    }
  }

  private static JsonObject endpoint(int i) {
    JsonObject attributes =
        new JsonObject()
            .put("secret", JsonArray.of("secret-" + i))
            .put("note", JsonArray.of("note-tail-" + i))
            .put("open", JsonArray.of("public-" + i));
    return new JsonObject()
        .put("Id", "id-%06d".formatted(i))
        .put("Address", "addr-%d@example.com".formatted(i))
        .put("ChannelType", "EMAIL")
        .put("CohortId", "7")
        .put("EndpointStatus", "ACTIVE")
        .put("OptOut", "NONE")
        .put("EffectiveDate", "2026-01-01T00:00:00.000Z")
        .put("CreationDate", "2026-01-01T00:00:00.000Z")
        .put("Attributes", attributes)
        .put("Metrics", JsonObject.of("m", 1.5))
        .put("Demographic", JsonObject.of("Make", "make-" + i, "Model", "model-" + i))
        .put(
            "Location",
            JsonObject.of("City", "city-" + i, "Country", "DE", "PostalCode", "zip-" + i))
        .put(
            "User",
            JsonObject.of(
                "UserId",
                "usr-" + i / 2,
                "UserAttributes",
                JsonObject.of("u", JsonArray.of("uattr-" + i / 2))));
  }

  /** What the file had of each endpoint, ordered by id. */
  static List<String> sent(Stream<JsonObject> endpoints) {
    return endpoints
        .map(
            line ->
                line.getString("Id")
                    + line.getString("Address")
                    + line.getString("ChannelType")
                    + line.getJsonObject("Attributes").getJsonArray("secret")
                    + line.getJsonObject("Attributes").getJsonArray("note")
                    + line.getJsonObject("Attributes").getJsonArray("open")
                    + line.getJsonObject("Metrics").getDouble("m")
                    + line.getJsonObject("Demographic").getString("Make")
                    + line.getJsonObject("Demographic").getString("Model")
                    + line.getJsonObject("Location").getString("City")
                    + line.getJsonObject("Location").getString("PostalCode")
                    + line.getJsonObject("User").getString("UserId")
                    + line.getJsonObject("User").getJsonObject("UserAttributes").getJsonArray("u"))
        .sorted()
        .toList();
  }

  static Set<String> users(Stream<JsonObject> endpoints) {
    return endpoints
        .map(line -> line.getJsonObject("User").getString("UserId"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static Stream<JsonObject> lines(S3Objects objects, String folder) {
    return objects.keys(RolesFixture.BUCKET).stream()
        .filter(key -> key.startsWith(folder) && key.endsWith(".gz"))
        .flatMap(key -> plain(objects, key).lines())
        .map(JsonObject::new);
  }

  /** Which of the words stand in an object of the folder, or in its key. */
  static List<String> found(S3Objects objects, String folder, List<String> words) {
    return objects.keys(RolesFixture.BUCKET).stream()
        .filter(key -> key.startsWith(folder))
        .flatMap(
            key -> {
              String text = plain(objects, key);
              return words.stream()
                  .filter(word -> key.contains(word) || text.contains(word))
                  .map(word -> key + " has " + word);
            })
        .toList();
  }

  /** All objects of a folder, unpacked. */
  static String text(S3Objects objects, String folder) {
    return objects.keys(RolesFixture.BUCKET).stream()
        .filter(key -> key.startsWith(folder))
        .map(key -> key + "\n" + plain(objects, key))
        .collect(Collectors.joining("\n"));
  }

  private static String plain(S3Objects objects, String key) {
    byte[] stored = objects.bytes(RolesFixture.BUCKET, key);
    return new String(key.endsWith(".gz") ? Gzip.plain(stored) : stored, UTF_8);
  }
}
