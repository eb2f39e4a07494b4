package io.longshore.service.pinpoint;

import io.longshore.api.Answer;
import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.service.pinpoint.EndpointStore.Stored;
import io.longshore.service.pinpoint.EndpointStore.Written;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The operations on endpoints. */
final class Endpoints {

  private static final int LARGEST_BATCH = 100;
  private static final int MOST_TRIES = 10;

  /** One endpoint of a request; {@code place} says where it stands in a batch, for messages. */
  private record Item(String place, String id, JsonObject sent) {
    String key() {
      return EndpointStore.key(id);
    }
  }

  private final Apps apps;
  private final EndpointStore endpoints;
  private final InstantSource clock;

  Endpoints(Apps apps, EndpointStore endpoints, InstantSource clock) {
    this.apps = apps;
    this.endpoints = endpoints;
    this.clock = clock;
  }

  Future<Answer> update(Call call) {
    Item item = new Item("", call.parameter("endpointId"), call.body());
    check(item);
    return store(call, List.of(item), 1);
  }

  Future<Answer> updateBatch(Call call) {
    JsonArray sent = call.body().getJsonArray("Item");
    if (sent.isEmpty() || sent.size() > LARGEST_BATCH) {
      throw PinpointError.BAD_REQUEST.because(
          "Item must have 1 to 100 endpoints, has " + sent.size());
    }
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      JsonObject endpoint = sent.getJsonObject(i);
      Item item = new Item("Item[" + i + "]: ", endpoint.getString("Id"), endpoint);
      check(item);
      items.add(item);
    }
    return store(call, items, 1);
  }

  Future<Answer> get(Call call) {
    String id = call.parameter("endpointId");
    return apps.of(call)
        .compose(app -> endpoints.find(app.id(), id))
        .map(line -> Answer.ok(new JsonObject(line.orElseThrow(() -> unknown(id)))));
  }

  Future<Answer> delete(Call call) {
    String id = call.parameter("endpointId");
    return apps.of(call)
        .compose(app -> endpoints.delete(app.id(), id))
        .map(line -> Answer.accepted(new JsonObject(line.orElseThrow(() -> unknown(id)))));
  }

  /** First in the hope that nobody else writes the same endpoints; then with locks, in turn. */
  private Future<Answer> store(Call call, List<Item> items, int attempt) {
    List<String> keys = items.stream().map(Item::key).distinct().toList();
    return apps.of(call)
        .compose(
            app -> {
              EndpointMerge merge =
                  new EndpointMerge(app.id(), Dates.text(clock.instant()), call.requestId());
              return endpoints.merge(
                  app.id(), keys, attempt > 1, there -> merged(merge, items, there));
            })
        .compose(
            written -> {
              if (written) {
                return Future.succeededFuture(accepted(call));
              }
              return attempt < MOST_TRIES
                  ? store(call, items, attempt + 1)
                  : Future.failedFuture(
                      PinpointError.TOO_MANY_REQUESTS.because(
                          "Too many calls write the same endpoints at once: try again"));
            });
  }

  private static Map<String, Written> merged(
      EndpointMerge merge, List<Item> items, Map<String, Stored> there) {
    Map<String, JsonObject> after =
        there.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> new JsonObject(e.getValue().line())));
    Map<String, Written> written = new HashMap<>();
    for (Item item : items) { // one by one: a batch may name an endpoint twice
      JsonObject endpoint =
          merge.merge(item.id(), Optional.ofNullable(after.get(item.key())), item.sent());
      after.put(item.key(), endpoint);
      String line = endpoint.encode();
      placed(item, () -> EndpointRules.whole(endpoint, line));
      String userId = endpoint.getJsonObject("User", new JsonObject()).getString("UserId");
      written.put(item.key(), new Written(line, Optional.ofNullable(userId)));
    }
    return written;
  }

  private static void check(Item item) {
    placed(
        item,
        () -> {
          EndpointRules.id(item.id());
          EndpointRules.request(item.sent());
        });
  }

  private static void placed(Item item, Runnable check) {
    try {
      check.run();
    } catch (ApiError refusal) {
      throw new ApiError(refusal.code(), item.place() + refusal.getMessage());
    }
  }

  private static Answer accepted(Call call) {
    return Answer.accepted(
        new JsonObject().put("Message", "Accepted").put("RequestID", call.requestId()));
  }

  private static ApiError unknown(String id) {
    return PinpointError.NOT_FOUND.because("There is no endpoint with the id '" + id + "'");
  }
}
