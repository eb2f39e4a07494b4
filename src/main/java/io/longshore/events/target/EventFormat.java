package io.longshore.events.target;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** How an event is written. */
public enum EventFormat {
  /** The envelope of EventBridge. */
  EVENTBRIDGE("application/json"),

  /**
   * CloudEvents 1.0 in the structured JSON format: the type is the detail-type, the subject the
   * first resource, and the data the detail. Account and region are extension attributes.
   */
  CLOUDEVENTS("application/cloudevents+json");

  private final String contentType;

  EventFormat(String contentType) {
    this.contentType = contentType;
  }

  public String contentType() {
    return contentType;
  }

  String body(JsonObject envelope) {
    return this == EVENTBRIDGE ? envelope.encode() : cloudEvent(envelope).encode();
  }

  private static JsonObject cloudEvent(JsonObject envelope) {
    JsonArray resources = envelope.getJsonArray("resources");
    JsonObject event =
        new JsonObject()
            .put("specversion", "1.0")
            .put("id", envelope.getString("id"))
            .put("source", envelope.getString("source"))
            .put("type", envelope.getString("detail-type"))
            .put("time", envelope.getString("time"));
    if (!resources.isEmpty()) {
      event.put("subject", resources.getString(0));
    }
    return event
        .put("datacontenttype", "application/json")
        .put("account", envelope.getString("account"))
        .put("region", envelope.getString("region"))
        .put("data", envelope.getJsonObject("detail"));
  }
}
