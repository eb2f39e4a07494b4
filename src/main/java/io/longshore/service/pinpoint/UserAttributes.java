package io.longshore.service.pinpoint;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * The attributes of a user, which all endpoints of the user have: each line says them, so that
 * segments and exports need not look anywhere else, and whoever changes them changes all of the
 * user's endpoints in one transaction.
 */
final class UserAttributes {

  private static final JsonObject NONE = new JsonObject();

  private final JsonObject all = new JsonObject();

  /** Those that an endpoint says; not to be changed. */
  static JsonObject of(JsonObject endpoint) {
    return endpoint.getJsonObject("User", NONE).getJsonObject("UserAttributes", NONE);
  }

  /** Attributes as a request sends them, each a list. */
  static JsonObject sent(JsonObject request) {
    JsonObject lists = new JsonObject();
    for (Map.Entry<String, Object> attribute : of(request)) {
      lists.put(attribute.getKey(), EndpointMerge.values(attribute.getValue()));
    }
    return lists;
  }

  /** Takes the place of those of the same name; an empty list takes one away. */
  UserAttributes put(JsonObject attributes) {
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

  JsonObject all() {
    return all;
  }
}
