package io.longshore.service.dataexchange;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Data Exchange writes moments as ISO 8601 text with milliseconds and {@code Z}. */
public final class DataExchangeTimestamps {

  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private DataExchangeTimestamps() {}

  public static String text(Instant moment) {
    return MILLIS.format(moment);
  }
}
