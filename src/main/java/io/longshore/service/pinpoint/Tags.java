package io.longshore.service.pinpoint;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The rules for tags, which apps and segments share. */
final class Tags {

  static final int MOST = 50;
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  private Tags() {}

  /** The request's tags, checked; empty where it has none. */
  static JsonObject of(JsonObject body) {
    JsonObject tags = body.getJsonObject("tags", new JsonObject());
    if (tags.size() > MOST) {
      throw PinpointError.BAD_REQUEST.because(
          "tags has " + tags.size() + " tags, the limit is " + MOST);
    }
    for (Map.Entry<String, Object> tag : tags) {
      check(tag.getKey(), (String) tag.getValue());
    }
    return tags;
  }

  private static void check(String key, String value) {
    if (key.isEmpty() || length(key) > LONGEST_KEY || key.startsWith("aws:")) {
      throw PinpointError.BAD_REQUEST.because(
          "A tag's key must have 1 to 128 characters and not begin with 'aws:', was '" + key + "'");
    }
    if (length(value) > LONGEST_VALUE) {
      throw PinpointError.BAD_REQUEST.because(
          "The value of tag '" + key + "' is longer than 256 characters");
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
