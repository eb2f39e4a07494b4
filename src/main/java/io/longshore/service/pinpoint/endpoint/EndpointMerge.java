package io.longshore.service.pinpoint.endpoint;

import io.longshore.service.pinpoint.PinpointTimestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Merges what a request sends into the endpoint that is there, and renders the line that readers
 * get: only members that Pinpoint has, in a fixed order, numbers as doubles.
 *
 * <p>Members are replaced one by one, also those of Demographic, Location and User; attributes and
 * metrics by name. The values sent for an attribute take the place of its old ones, and an empty
 * list removes it. An empty UserId takes the endpoint from its user. What {@code UserAttributes} of
 * the user's other endpoints come to is not known here.
 *
 * @param app the app's id
 * @param now the moment of the request, as text
 * @param requestId the id of the request
 */
public record EndpointMerge(String app, String now, String requestId) {

  /**
   * The version of the rules, stored with each row. From 2 on rows have all columns that segments
   * and look-ups search.
   */
  public static final short VERSION = 2;

  public static final List<String> DEMOGRAPHIC =
      List.of(
          "AppVersion",
          "Locale",
          "Make",
          "Model",
          "ModelVersion",
          "Platform",
          "PlatformVersion",
          "Timezone");

  private static final List<String> LOCATION =
      List.of("City", "Country", "Latitude", "Longitude", "PostalCode", "Region");

  private static final JsonObject NONE = new JsonObject();

  /** The UserId that takes an endpoint from its user. */
  private static final String NOBODY = "";

  /**
   * @param id the endpoint's id as sent, used if the endpoint is new
   * @param stored the present line
   * @param sent an EndpointRequest that passed {@link EndpointRules#request}
   * @return the endpoint's members in their order
   */
  public JsonObject merge(String id, Optional<JsonObject> stored, JsonObject sent) {
    JsonObject old = stored.orElse(NONE);
    JsonObject merged = new JsonObject();
    put(merged, "Address", newer("Address", old, sent));
    put(merged, "ApplicationId", app);
    put(merged, "Attributes", lists("Attributes", old, sent));
    put(merged, "ChannelType", newer("ChannelType", old, sent));
    put(merged, "CohortId", old.getValue("CohortId", cohort(id)));
    put(merged, "CreationDate", old.getValue("CreationDate", now));
    put(merged, "Demographic", members("Demographic", DEMOGRAPHIC, old, sent));
    put(merged, "EffectiveDate", PinpointTimestamps.normal(sent.getString("EffectiveDate", now)));
    put(merged, "EndpointStatus", sent.getValue("EndpointStatus", "ACTIVE"));
    put(merged, "Id", old.getValue("Id", id));
    put(merged, "Location", members("Location", LOCATION, old, sent));
    put(merged, "Metrics", metrics(old, sent));
    put(merged, "OptOut", sent.getValue("OptOut", old.getValue("OptOut", "NONE")));
    put(merged, "RequestId", sent.getValue("RequestId", requestId));
    put(merged, "User", user(old, sent));
    return merged;
  }

  /** An attribute's values as a list: a lone string counts as a list of one. */
  public static JsonArray values(Object sent) {
    if (sent instanceof JsonArray values) {
      return values;
    }
    return sent instanceof List<?> values ? new JsonArray(values) : new JsonArray().add(sent);
  }

  private static JsonObject lists(String member, JsonObject old, JsonObject sent) {
    JsonObject merged = old.getJsonObject(member, NONE).copy();
    for (Map.Entry<String, Object> attribute : sent.getJsonObject(member, NONE)) {
      JsonArray values = values(attribute.getValue());
      if (values.isEmpty()) {
        merged.remove(attribute.getKey());
      } else {
        merged.put(attribute.getKey(), values);
      }
    }
    return merged;
  }

  private static JsonObject metrics(JsonObject old, JsonObject sent) {
    JsonObject merged = old.getJsonObject("Metrics", NONE).copy();
    for (Map.Entry<String, Object> metric : sent.getJsonObject("Metrics", NONE)) {
      merged.put(metric.getKey(), number(metric.getValue()));
    }
    return merged;
  }

  private static JsonObject members(
      String member, List<String> names, JsonObject old, JsonObject sent) {
    JsonObject before = old.getJsonObject(member, NONE);
    JsonObject after = sent.getJsonObject(member, NONE);
    if (before.isEmpty() && after.isEmpty()) {
      return NONE; // most rows of files have none, and empty objects are left out
    }
    JsonObject merged = new JsonObject();
    names.forEach(name -> put(merged, name, number(newer(name, before, after))));
    return merged;
  }

  /** Attributes are the user's: the endpoint loses them when it gets another user, or none. */
  private static JsonObject user(JsonObject old, JsonObject sent) {
    JsonObject before = old.getJsonObject("User", NONE);
    JsonObject after = sent.getJsonObject("User", NONE);
    Object was = before.getValue("UserId");
    Object is = newer("UserId", before, after);
    JsonObject merged = new JsonObject();
    JsonObject kept = was == null || was.equals(is) ? before : NONE;
    put(merged, "UserAttributes", lists("UserAttributes", kept, after));
    put(merged, "UserId", NOBODY.equals(is) ? null : is);
    return merged;
  }

  private static Object newer(String member, JsonObject old, JsonObject sent) {
    return sent.getValue(member, old.getValue(member));
  }

  private static Object number(Object value) {
    return value instanceof Number number ? (Object) number.doubleValue() : value;
  }

  private static void put(JsonObject merged, String member, Object value) {
    if (value != null && !(value instanceof JsonObject object && object.isEmpty())) {
      merged.put(member, value);
    }
  }

  /** One of a hundred groups of equal size; an endpoint's group never changes. */
  private static String cohort(String id) {
    CRC32 crc = new CRC32();
    crc.update(EndpointStore.key(id).getBytes(StandardCharsets.UTF_8));
    return Long.toString(crc.getValue() % 100);
  }
}
