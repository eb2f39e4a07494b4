package io.longshore.service.pinpoint.user;

import io.longshore.service.pinpoint.endpoint.EndpointMerge;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * The attributes of a user. The lines of all endpoints of the user have them, so that segments and
 * exports read nothing else; a change changes all of the user's endpoints in one transaction.
 */
public final class UserAttributes {

  private static final JsonObject NONE = new JsonObject();

  private final JsonObject all = new JsonObject();

  /** The attributes in an endpoint; must not be changed. */
  public static JsonObject of(JsonObject endpoint) {
    return endpoint.getJsonObject("User", NONE).getJsonObject("UserAttributes", NONE);
  }

  /** Attributes as a request sends them, each a list. */
  public static JsonObject sent(JsonObject request) {
    JsonObject lists = new JsonObject();
    for (Map.Entry<String, Object> attribute : of(request)) {
      lists.put(attribute.getKey(), EndpointMerge.values(attribute.getValue()));
    }
    return lists;
  }

  /** Replaces the attributes of the same names; an empty list removes one. */
  public UserAttributes put(JsonObject attributes) {
    for (Map.Entry<String, Object> attribute : attributes) {
      JsonArray values = (JsonArray) attribute.getValue();
      if (values.isEmpty()) {
        all.remove(attribute.getKey());
      } else {
        all.put(attribute.getKey(), values);
      }
    }
    return this;
  }

  public JsonObject all() {
    return all;
  }
}
