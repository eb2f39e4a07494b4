package io.longshore.edge.http;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of the {@code Date} header, formatted once a second. Belongs to one event loop. */
public final class HttpDate {

  private static final DateTimeFormatter IMF =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT);

  private final InstantSource clock;
  private long second = Long.MIN_VALUE;
  private String text;

  public HttpDate(InstantSource clock) {
    this.clock = clock;
  }

  public String now() {
    long now = Math.floorDiv(clock.millis(), 1000);
    if (now != second) {
      second = now;
      text = IMF.format(clock.instant().atOffset(ZoneOffset.UTC));
    }
    return text;
  }
}
