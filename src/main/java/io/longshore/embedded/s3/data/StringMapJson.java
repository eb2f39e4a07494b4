package io.longshore.embedded.s3.data;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Conversion between maps of strings and JSON objects. */
final class StringMapJson {

  private StringMapJson() {}

  static JsonObject of(Map<String, String> map) {
    JsonObject json = new JsonObject();
    map.forEach(json::put);
    return json;
  }

  static Map<String, String> map(JsonObject json) {
    if (json == null || json.isEmpty()) {
      return Map.of();
    }
    Map<String, String> map = new TreeMap<>();
    json.forEach(entry -> map.put(entry.getKey(), (String) entry.getValue()));
    return Map.copyOf(map);
  }
}
