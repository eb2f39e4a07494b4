package io.longshore.service.dataexchange;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The rules for tags, which all resources share. */
final class Tags {

  static final int MOST = 50;
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  private Tags() {}

  /** The request's tags, checked; empty where it has none. */
  static JsonObject of(JsonObject body) {
    return checked(body.getJsonObject("Tags", new JsonObject()));
  }

  /** Tags that stand in a list of keys and values. */
  static JsonObject ofList(JsonArray list) {
    JsonObject tags = new JsonObject();
    for (Object each : list) {
      JsonObject tag = (JsonObject) each;
      if (tags.containsKey(tag.getString("Key"))) {
        throw DataExchangeError.VALIDATION.because(
            "AssetConfiguration.Tags has the key '" + tag.getString("Key") + "' twice");
      }
      tags.put(tag.getString("Key"), tag.getString("Value"));
    }
    return checked(tags);
  }

  static JsonObject checked(JsonObject tags) {
    if (tags.size() > MOST) {
      throw DataExchangeError.VALIDATION.because(
          "Tags has " + tags.size() + " tags, the limit is " + MOST);
    }
    for (Map.Entry<String, Object> tag : tags) {
      check(tag.getKey(), (String) tag.getValue());
    }
    return tags;
  }

  private static void check(String key, String value) {
    if (key.isEmpty() || length(key) > LONGEST_KEY || key.startsWith("aws:")) {
      throw DataExchangeError.VALIDATION.because(
          "A tag's key must have 1 to 128 characters and not begin with 'aws:', was '" + key + "'");
    }
    if (length(value) > LONGEST_VALUE) {
      throw DataExchangeError.VALIDATION.because(
          "The value of tag '" + key + "' is longer than 256 characters");
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
