package io.longshore.service.pinpoint.endpoint;

import io.longshore.service.pinpoint.PinpointError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Names of attributes of one type, given as globs: an asterisk matches any characters.
 *
 * @param type Pinpoint's AttributeType
 */
public record AttributeNames(String type, List<String> globs) {

  private static final int MOST_GLOBS = 250;
  private static final int LONGEST_GLOB = 100;
  private static final Map<String, String> MEMBERS =
      Map.of(
          "endpoint-custom-attributes", "Attributes",
          "endpoint-metric-attributes", "Metrics",
          "endpoint-user-attributes", "UserAttributes");

  public AttributeNames {
    if (!MEMBERS.containsKey(type)) {
      throw PinpointError.BAD_REQUEST.because(
          "AttributeType must be one of "
              + String.join(", ", MEMBERS.keySet().stream().sorted().toList())
              + ", was '"
              + type
              + "'");
    }
    if (globs.isEmpty() || globs.size() > MOST_GLOBS) {
      throw PinpointError.BAD_REQUEST.because(
          "Blacklist must have 1 to 250 names, has " + globs.size());
    }
    for (String glob : globs) {
      if (glob.isEmpty() || glob.length() > LONGEST_GLOB) {
        throw PinpointError.BAD_REQUEST.because(
            "A name in Blacklist must have 1 to 100 characters, was '" + glob + "'");
      }
    }
  }

  public static AttributeNames of(JsonObject spec) {
    return new AttributeNames(
        spec.getString("AttributeType"),
        spec.getJsonArray("Blacklist", new JsonArray()).stream().map(String.class::cast).toList());
  }

  JsonObject spec() {
    return new JsonObject()
        .put("AttributeType", type)
        .put("Blacklist", new JsonArray(List.copyOf(globs)));
  }

  /** Whether the endpoint of that line has one of them. */
  boolean in(String line) {
    return line.contains(MEMBERS.get(type))
        && !without(new JsonObject(line)).equals(new JsonObject(line));
  }

  /** Removes them from the endpoint and returns it. */
  JsonObject without(JsonObject endpoint) {
    String member = MEMBERS.get(type);
    JsonObject holder = member.equals("UserAttributes") ? endpoint.getJsonObject("User") : endpoint;
    JsonObject attributes = holder == null ? null : holder.getJsonObject(member);
    if (attributes == null) {
      return endpoint;
    }
    attributes.getMap().keySet().removeIf(this::name);
    if (attributes.isEmpty()) {
      holder.remove(member);
    }
    if (holder.isEmpty()) {
      endpoint.remove("User");
    }
    return endpoint;
  }

  private boolean name(String name) {
    return globs.stream().anyMatch(glob -> matches(glob, name));
  }

  /** Backtracks to the last asterisk only, so that matching takes bounded time. */
  public static boolean matches(String glob, String name) {
    int inGlob = 0;
    int inName = 0;
    int asterisk = -1;
    int tried = 0;
    while (inName < name.length()) {
      if (inGlob < glob.length() && glob.charAt(inGlob) == '*') {
        asterisk = inGlob++;
        tried = inName;
      } else if (inGlob < glob.length() && glob.charAt(inGlob) == name.charAt(inName)) {
        inGlob++;
        inName++;
      } else if (asterisk >= 0) {
        inGlob = asterisk + 1;
        inName = ++tried;
      } else {
        return false;
      }
    }
    return glob.substring(inGlob).chars().allMatch(c -> c == '*');
  }
}
