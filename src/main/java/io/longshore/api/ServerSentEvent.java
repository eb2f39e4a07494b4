package io.longshore.api;

import java.util.Optional;

/**
 * An event of an {@link EventStream}, in one line of each of its fields.
 *
 * @param id what a client sends as {@code Last-Event-ID} to continue after this event; empty when
 *     the id before it holds
 * @param name the event's type
 * @param data one line of JSON; empty to send nothing but the id
 */
public record ServerSentEvent(Optional<String> id, String name, Optional<String> data) {

  /** The event as it is sent. */
  public String text() {
    StringBuilder text = new StringBuilder();
    data.ifPresent(line -> text.append("event: ").append(name).append('\n'));
    data.ifPresent(line -> text.append("data: ").append(line).append('\n'));
    id.ifPresent(last -> text.append("id: ").append(last).append('\n'));
    return text.append('\n').toString();
  }
}
