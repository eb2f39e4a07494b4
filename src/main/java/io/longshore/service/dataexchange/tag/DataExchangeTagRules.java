package io.longshore.service.dataexchange.tag;

import io.longshore.api.TagRules;
import io.longshore.service.dataexchange.DataExchangeError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The rules for tags, which all resources share. */
public final class DataExchangeTagRules {

  static final int MOST = TagRules.MOST;

  private DataExchangeTagRules() {}

  /** The request's tags, checked; empty where it has none. */
  public static JsonObject of(JsonObject body) {
    return checked(body.getJsonObject("Tags", new JsonObject()));
  }

  /** Tags that stand in a list of keys and values. */
  public static JsonObject ofList(JsonArray list) {
    JsonObject tags = new JsonObject();
    for (Object each : list) {
      JsonObject tag = (JsonObject) each;
      if (tags.containsKey(tag.getString("Key"))) {
        throw DataExchangeError.VALIDATION.because(
            "AssetConfiguration.Tags has the key '" + tag.getString("Key") + "' twice");
      }
      tags.put(tag.getString("Key"), tag.getString("Value"));
    }
    return checked(tags);
  }

  static JsonObject checked(JsonObject tags) {
    return TagRules.checked(tags, "Tags", DataExchangeError.VALIDATION);
  }
}
