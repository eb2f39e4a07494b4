package io.longshore.service.pinpoint.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** What writers made of endpoints and when, each endpoint written by one writer only. */
final class EndpointHistory {

  /**
   * A state of an endpoint.
   *
   * @param value empty if the endpoint was deleted
   * @param began when the write began that made it
   * @param ended when that write had ended
   */
  private record State(Optional<String> value, long began, long ended) {}

  private final Map<String, List<State>> states = new ConcurrentHashMap<>();

  /** An endpoint that was there before everything else, without a value. */
  void existed(String id) {
    states.put(
        id,
        new CopyOnWriteArrayList<>(
            List.of(new State(Optional.of(""), Long.MIN_VALUE, Long.MIN_VALUE))));
  }

  /** Writes, and records it if the write changed something. */
  void record(List<String> ids, Optional<String> value, BooleanSupplier write) {
    long began = System.nanoTime();
    if (write.getAsBoolean()) {
      long ended = System.nanoTime();
      ids.forEach(id -> states.get(id).add(new State(value, began, ended)));
    }
  }

  /** Requires that each endpoint in the lines is as of some time between both; after all writes. */
  void check(List<String> lines, long began, long ended) {
    Map<String, String> values = new HashMap<>();
    for (String line : lines) {
      JsonObject endpoint = new JsonObject(line);
      String id = endpoint.getString("Id");
      assertThat(values.put(id, value(endpoint))).as("a second %s", id).isNull();
    }
    states.forEach(
        (id, all) ->
            assertThat(Optional.ofNullable(values.get(id)))
                .as("%s from %d to %d of %s", id, began, ended, all)
                .isIn(between(all, began, ended)));
  }

  private static String value(JsonObject endpoint) {
    return endpoint
        .getJsonObject("Attributes", new JsonObject())
        .getJsonArray("v", new JsonArray().add(""))
        .getString(0);
  }

  private static List<Optional<String>> between(List<State> all, long began, long ended) {
    List<Optional<String>> some = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean over = i + 1 < all.size() && all.get(i + 1).ended() < began;
      if (!over && all.get(i).began() <= ended) {
        some.add(all.get(i).value());
      }
    }
    return some;
  }
}
