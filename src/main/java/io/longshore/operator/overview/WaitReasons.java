package io.longshore.operator.overview;

import io.longshore.engine.history.WaitReason;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonObject;

/** Writes the reason why a job waits as the contract's Waiting. */
public final class WaitReasons {

  private WaitReasons() {}

  public static JsonObject json(WaitReason reason) {
    JsonObject json =
        new JsonObject().put("Code", reason.code().name()).put("Message", reason.message());
    reason.nextTry().ifPresent(at -> json.put("NextTryAt", Timestamps.text(at)));
    return json;
  }
}
