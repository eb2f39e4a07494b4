package io.longshore.service.dataexchange;

import java.time.Instant;

/** Where a thing stands in a list that is ordered by creation. Moments are whole milliseconds. */
public record DataExchangePosition(Instant at, String id) {

  /** The text of a position that {@link #toString} wrote and a page token kept. */
  static DataExchangePosition parse(String text) {
    int colon = text.indexOf(':');
    return new DataExchangePosition(
        Instant.ofEpochMilli(Long.parseLong(text.substring(0, colon))), text.substring(colon + 1));
  }

  @Override
  public String toString() {
    return at.toEpochMilli() + ":" + id;
  }
}
