package io.longshore.service.pinpoint.tag;

import io.longshore.api.TagRules;
import io.longshore.service.pinpoint.PinpointError;
import io.vertx.core.json.JsonObject;

/** The rules for tags, which apps and segments share. */
public final class PinpointTagRules {

  static final int MOST = TagRules.MOST;

  private PinpointTagRules() {}

  /** The request's tags, checked; empty where it has none. */
  public static JsonObject of(JsonObject body) {
    return TagRules.checked(
        body.getJsonObject("tags", new JsonObject()), "tags", PinpointError.BAD_REQUEST);
  }
}
