package io.longshore.service.pinpoint;

import io.longshore.api.TagRules;
import io.vertx.core.json.JsonObject;

/** The rules for tags, which apps and segments share. */
final class Tags {

  static final int MOST = TagRules.MOST;

  private Tags() {}

  /** The request's tags, checked; empty where it has none. */
  static JsonObject of(JsonObject body) {
    return TagRules.checked(
        body.getJsonObject("tags", new JsonObject()), "tags", PinpointError.BAD_REQUEST);
  }
}
