package io.longshore.service.pinpoint.endpoint;

import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/**
 * Pinpoint's EndpointResponse of a stored line. Always has Attributes and Metrics, because programs
 * iterate over them without a check. Exports have the line as it is.
 */
public final class EndpointResponse {

  private EndpointResponse() {}

  public static JsonObject of(String line) {
    JsonObject endpoint = new JsonObject(line);
    if (endpoint.containsKey("Attributes") && endpoint.containsKey("Metrics")) {
      return endpoint;
    }
    JsonObject shown = new JsonObject(new TreeMap<>(endpoint.getMap()));
    for (String member : new String[] {"Attributes", "Metrics"}) {
      if (!shown.containsKey(member)) {
        shown.put(member, new JsonObject());
      }
    }
    return shown;
  }
}
