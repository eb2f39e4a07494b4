package io.longshore.service.pinpoint;

import java.time.Instant;

/** Where a thing stands in a list that is ordered by creation. Moments are whole milliseconds. */
public record PinpointPosition(Instant at, String id) {

  /** The text of a position that {@link #toString} wrote and a page token kept. */
  public static PinpointPosition parse(String text) {
    int colon = text.indexOf(':');
    return new PinpointPosition(
        Instant.ofEpochMilli(Long.parseLong(text.substring(0, colon))), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return at.toEpochMilli() + ":" + id;
  }
}
