package io.longshore.service.resource;

import io.vertx.core.json.JsonObject;

/** Copies members of JSON objects. */
public final class JsonMembers {

  private JsonMembers() {}

  /** Copies those members that the source has; returns the target. */
  public static JsonObject copy(JsonObject from, JsonObject to, String... members) {
    for (String member : members) {
      if (from.containsKey(member)) {
        to.put(member, from.getValue(member));
      }
    }
    return to;
  }
}
