package io.longshore.operator.stream;

import io.longshore.engine.feed.FeedEvent;
import io.vertx.core.json.JsonObject;

/** Writes events as the contract's JobEvent. */
final class EventJson {

  private EventJson() {}

  static String of(FeedEvent event) {
    JsonObject json =
        new JsonObject()
            .put("EventId", Long.toString(event.seq()))
            .put("JobId", event.id().toString())
            .put("Time", event.at().toString())
            .put("Kind", event.kind())
            .put("Status", event.word())
            .put("Phase", event.phase());
    event.task().ifPresent(task -> json.put("Task", task));
    event.attempt().ifPresent(attempt -> json.put("Attempt", attempt));
    event.worker().ifPresent(worker -> json.put("Worker", worker));
    event.detail().ifPresent(detail -> json.put("Detail", detail));
    return json.encode();
  }
}
