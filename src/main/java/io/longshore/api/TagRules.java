package io.longshore.api;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The rules for tags common to all AWS services. Source: "Tag naming limits" of AWS's guides. */
public final class TagRules {

  /** Tags of one resource. */
  public static final int MOST = 50;

  private static final int MAX_KEY_LENGTH = 128;
  private static final int MAX_VALUE_LENGTH = 256;

  private TagRules() {}

  /**
   * Validates tags and returns them.
   *
   * @param tags key to value
   * @param member the name of the tags' member, for the message
   * @param code the service's error code
   * @throws ApiError when there are too many, or one is too long or reserved
   */
  public static JsonObject checked(JsonObject tags, String member, ErrorCode code) {
    if (tags.size() > MOST) {
      throw new ApiError(code, member + " has " + tags.size() + " tags, the limit is " + MOST);
    }
    for (Map.Entry<String, Object> tag : tags) {
      check(tag.getKey(), (String) tag.getValue(), code);
    }
    return tags;
  }

  private static void check(String key, String value, ErrorCode code) {
    if (key.isEmpty() || length(key) > MAX_KEY_LENGTH || key.startsWith("aws:")) {
      throw new ApiError(
          code,
          "A tag's key must have 1 to 128 characters and not begin with 'aws:', was '" + key + "'");
    }
    if (length(value) > MAX_VALUE_LENGTH) {
      throw new ApiError(code, "The value of tag '" + key + "' is longer than 256 characters");
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
