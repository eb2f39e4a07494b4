package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;

import io.longshore.fixture.Gzip;
import io.longshore.job.JobId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.EndpointBatchItem;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;

/** Calls of Pinpoint that several conformance tests need. */
final class PinpointCalls {

  static final Set<String> FINAL = Set.of("COMPLETED", "FAILED", "CANCELLED");

  private static final List<String> SERVER_SET =
      List.of(
          "ApplicationId",
          "CohortId",
          "CreationDate",
          "EffectiveDate",
          "EndpointStatus",
          "OptOut",
          "RequestId");

  /** Strings that need escaping in JSON, CSV or lines. */
  private static final List<String> TEXTS =
      List.of(
          "😀 👩‍👩‍👧",
          "\"quoted\" 'single'",
          "a,b,,c",
          "first\nsecond\r\n\tthird",
          "back\\slash \\n \\u0041",
          "\u2028\u2029\u0085",
          "null",
          "{\"a\":[1]}");

  private PinpointCalls() {}

  /** Stores endpoints in batches and returns the requests by id. */
  static Map<String, JsonObject> fill(PinpointAsyncClient client, String app, int count) {
    Map<String, JsonObject> sent = new TreeMap<>();
    List<EndpointBatchItem> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      JsonObject endpoint = endpoint(i);
      sent.put(endpoint.getString("Id"), endpoint);
      batch.add(item(endpoint));
      if (batch.size() == 100 || i == count - 1) {
        List<EndpointBatchItem> full = List.copyOf(batch);
        call(
            client.updateEndpointsBatch(
                r -> r.applicationId(app).endpointBatchRequest(b -> b.item(full))));
        batch.clear();
      }
    }
    return sent;
  }

  private static JsonObject endpoint(int i) {
    String text = TEXTS.get(i % TEXTS.size());
    JsonArray texts = new JsonArray().add(text).add(text + i);
    int user = i / 2; // the same user attributes for the two endpoints of a user
    String userText = TEXTS.get(user % TEXTS.size());
    return new JsonObject()
        .put("Id", "Endpoint-" + i)
        .put("Address", "user" + i + "@example.com")
        .put("ChannelType", i % 2 == 0 ? "EMAIL" : "SMS")
        .put("Attributes", new JsonObject().put("k " + text, texts))
        .put("Metrics", new JsonObject().put("large", i * 1e20).put("small", i / 3.0))
        .put("Demographic", new JsonObject().put("AppVersion", text))
        .put("Location", new JsonObject().put("City", text).put("Longitude", -0.5 * i))
        .put(
            "User",
            new JsonObject()
                .put(
                    "UserAttributes",
                    new JsonObject()
                        .put("likes", new JsonArray().add(userText).add(userText + user)))
                .put("UserId", "user " + user));
  }

  private static EndpointBatchItem item(JsonObject endpoint) {
    JsonObject location = endpoint.getJsonObject("Location");
    JsonObject user = endpoint.getJsonObject("User");
    return EndpointBatchItem.builder()
        .id(endpoint.getString("Id"))
        .address(endpoint.getString("Address"))
        .channelType(endpoint.getString("ChannelType"))
        .attributes(lists(endpoint.getJsonObject("Attributes")))
        .metrics(toDoubles(endpoint.getJsonObject("Metrics")))
        .demographic(
            d -> d.appVersion(endpoint.getJsonObject("Demographic").getString("AppVersion")))
        .location(
            l -> l.city(location.getString("City")).longitude(location.getDouble("Longitude")))
        .user(
            u ->
                u.userId(user.getString("UserId"))
                    .userAttributes(lists(user.getJsonObject("UserAttributes"))))
        .build();
  }

  private static Map<String, List<String>> lists(JsonObject attributes) {
    return attributes.stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> ((JsonArray) entry.getValue()).stream().map(String.class::cast).toList()));
  }

  private static Map<String, Double> toDoubles(JsonObject metrics) {
    return metrics.stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> (Double) entry.getValue()));
  }

  /** The endpoints by id in the objects with the key prefix; none may occur twice. */
  static Map<String, JsonObject> exported(PinpointServer server, String bucket, String key) {
    Map<String, JsonObject> found = new TreeMap<>();
    for (String each : server.objects.keys(bucket)) {
      if (each.startsWith(key) && each.endsWith(".gz")) {
        String text =
            new String(Gzip.plain(server.objects.bytes(bucket, each)), StandardCharsets.UTF_8);
        for (String line : text.isEmpty() ? new String[0] : text.split("\n")) {
          JsonObject endpoint = new JsonObject(line);
          if (found.put(endpoint.getString("Id"), endpoint) != null) {
            throw new AssertionError(line + " was exported twice");
          }
        }
      }
    }
    return found;
  }

  /** Endpoints without the members that the server adds. */
  static Map<String, JsonObject> asSent(Map<String, JsonObject> endpoints) {
    Map<String, JsonObject> bare = new TreeMap<>();
    endpoints.forEach(
        (id, endpoint) -> {
          JsonObject copy = endpoint.copy();
          SERVER_SET.forEach(copy::remove);
          bare.put(id, copy);
        });
    return bare;
  }

  /** The job once it has ended. */
  static ExportJobResponse ended(
      PinpointServer server, PinpointAsyncClient client, String app, String job) {
    return endedObserved(server, client, app, job, now -> {});
  }

  /** The job once it has ended; passes each response until then to the consumer. */
  static ExportJobResponse endedObserved(
      PinpointServer server,
      PinpointAsyncClient client,
      String app,
      String job,
      Consumer<ExportJobResponse> observer) {
    return server.until(
        () ->
            Future.fromCompletionStage(client.getExportJob(r -> r.applicationId(app).jobId(job)))
                .map(answer -> answer.exportJobResponse()),
        answer -> {
          observer.accept(answer);
          return FINAL.contains(answer.jobStatusAsString());
        });
  }

  /** Waits until the server has no unfinished job. */
  static void untilFinished(PinpointServer server) {
    server.until(server::unfinished, count -> count == 0);
  }

  /** The states of a job in their order. */
  static List<String> words(PinpointServer server, String job) {
    return server
        .rows(
            "select seq, word from job_event where job = $1 and kind = 'STATUS'",
            JobId.parse(job).orElseThrow().value())
        .stream()
        .sorted(Comparator.comparing(row -> row.getLong("seq")))
        .map(row -> row.getString("word"))
        .toList();
  }
}
