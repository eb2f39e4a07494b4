package io.longshore.events.target;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/**
 * An event as it is sent.
 *
 * @param id the same on every try and in every target
 * @param group events of one group are sent in their order where possible: the id of their job;
 *     empty when the event is of no job
 * @param envelope the event in the format of EventBridge
 * @param attempt the number of this try, from 1
 */
public record OutgoingEvent(UUID id, Optional<String> group, JsonObject envelope, int attempt) {

  /** The body in a format, as JSON. */
  public String body(EventFormat format) {
    return format.body(envelope);
  }
}
