package io.longshore.service.pinpoint.endpoint;

import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointTimestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * The rules for endpoints. Source: the quotas of the Pinpoint developer guide; for ids the user
 * guide. Lengths are in characters, not in UTF-16 units.
 */
public final class EndpointRules {

  private static final int LONGEST_ID = 255;
  private static final int LONGEST_NAME = 50;
  private static final int LONGEST_VALUE = 100;
  private static final int MOST_VALUES = 50;
  private static final int MOST_ATTRIBUTES = 250;
  private static final int MOST_BYTES = 15 * 1024;

  private static final Set<String> OPT_OUTS = Set.of("ALL", "NONE");
  private static final Set<String> STATUSES = Set.of("ACTIVE", "INACTIVE");
  private static final JsonObject NONE = new JsonObject();

  private EndpointRules() {}

  /** Checks the id of an endpoint to store. */
  public static void id(String id) {
    if (id == null || id.isBlank()) {
      throw PinpointError.BAD_REQUEST.because("Missing Id");
    }
    if (hasReserved(id) || length(id) > LONGEST_ID) {
      throw PinpointError.BAD_REQUEST.because(
          "An endpoint's id must have 1 to 255 characters, none of them '$', '{', '}' or a "
              + "control character, was '"
              + id
              + "'");
    }
  }

  private static boolean hasReserved(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (c == '$' || c == '{' || c == '}' || Character.isISOControl(c)) {
        return true;
      }
    }
    return false;
  }

  /** Checks a request without regard to the stored endpoint. */
  public static void request(JsonObject sent) {
    oneOf("OptOut", sent.getString("OptOut"), OPT_OUTS);
    oneOf("EndpointStatus", sent.getString("EndpointStatus"), STATUSES);
    lists("Attributes", sent.getJsonObject("Attributes", NONE));
    JsonObject user = sent.getJsonObject("User", NONE);
    lists("User.UserAttributes", user.getJsonObject("UserAttributes", NONE));
    String userId = user.getString("UserId");
    if (userId != null && (userId.isBlank() && !userId.isEmpty() || length(userId) > LONGEST_ID)) {
      throw PinpointError.BAD_REQUEST.because(
          "User.UserId must have 1 to 255 characters, or none to take the endpoint from its user");
    }
    moment("EffectiveDate", sent.getString("EffectiveDate"));
    for (Map.Entry<String, Object> metric : sent.getJsonObject("Metrics", NONE)) {
      name("Metrics", metric.getKey());
    }
  }

  /** Checks an endpoint after a request was merged into it. */
  public static void whole(JsonObject endpoint, String line) {
    reachable(endpoint);
    JsonObject user = endpoint.getJsonObject("User", NONE);
    int attributes =
        endpoint.getJsonObject("Attributes", NONE).size()
            + endpoint.getJsonObject("Metrics", NONE).size()
            + user.getJsonObject("UserAttributes", NONE).size();
    if (attributes > MOST_ATTRIBUTES) {
      throw PinpointError.BAD_REQUEST.because(
          "The endpoint would have "
              + attributes
              + " Attributes, Metrics and UserAttributes, the limit is 250 together");
    }
    // A UTF-16 unit has at most three bytes, so few lines need be counted.
    int bytes = line.length() > MOST_BYTES / 3 ? line.getBytes(StandardCharsets.UTF_8).length : 0;
    if (bytes > MOST_BYTES) {
      throw PinpointError.BAD_REQUEST.because(
          "The endpoint would have " + bytes + " bytes, the limit is 15 KB");
    }
  }

  /**
   * Channel and address belong together. An endpoint may have neither, because mobile and web
   * clients register before they have any, and needs no address while it is opted out.
   */
  private static void reachable(JsonObject endpoint) {
    boolean channel = has(endpoint, "ChannelType");
    boolean address = has(endpoint, "Address");
    if (channel && !address && !"ALL".equals(endpoint.getString("OptOut"))) {
      throw PinpointError.BAD_REQUEST.because("Missing Address");
    }
    if (address && !channel) {
      throw PinpointError.BAD_REQUEST.because("Missing ChannelType");
    }
  }

  private static boolean has(JsonObject endpoint, String member) {
    String value = endpoint.getString(member);
    return value != null && !value.isBlank();
  }

  /** Checks a member that must be ISO 8601 text if it is present. */
  public static void moment(String member, String value) {
    if (value != null && PinpointTimestamps.parse(value).isEmpty()) {
      throw PinpointError.BAD_REQUEST.because(
          member
              + " must be a moment in ISO 8601, for example 2026-11-29T10:00:00.000Z, was '"
              + value
              + "'");
    }
  }

  private static void oneOf(String member, String value, Set<String> allowed) {
    if (value != null && !allowed.contains(value)) {
      throw PinpointError.BAD_REQUEST.because(
          member
              + " must be "
              + String.join(" or ", allowed.stream().sorted().toList())
              + ", was '"
              + value
              + "'");
    }
  }

  private static void lists(String member, JsonObject attributes) {
    for (Map.Entry<String, Object> attribute : attributes) {
      name(member, attribute.getKey());
      String path = member + "." + attribute.getKey();
      JsonArray values = EndpointMerge.values(attribute.getValue());
      if (values.size() > MOST_VALUES) {
        throw PinpointError.BAD_REQUEST.because(
            path + " has " + values.size() + " values, the limit is 50");
      }
      for (Object value : values) {
        if (!(value instanceof String text)) {
          throw PinpointError.BAD_REQUEST.because(path + " must be a list of strings");
        }
        if (length(text) > LONGEST_VALUE) {
          throw PinpointError.BAD_REQUEST.because(
              path + " has a value of more than 100 characters");
        }
      }
    }
  }

  private static void name(String member, String name) {
    if (name.isEmpty() || length(name) > LONGEST_NAME) {
      throw PinpointError.BAD_REQUEST.because(
          "A name in " + member + " must have 1 to 50 characters, was '" + name + "'");
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
