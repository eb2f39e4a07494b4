package io.longshore.service.pinpoint.segment;

import io.longshore.api.ApiError;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointTimestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The dates that meet a dimension: those in one of some intervals, in milliseconds since 1970, each
 * from {@code since} to before {@code until}.
 *
 * <ul>
 *   <li>BEFORE and AFTER one of the values; a value that is a day stands for all of it.
 *   <li>ON the day of one of the values, in UTC.
 *   <li>BETWEEN two values, both included.
 * </ul>
 */
record DateDimension(Long[] since, Long[] until) {

  static DateDimension of(String path, String type, String[] values) {
    List<Long> since = new ArrayList<>();
    List<Long> until = new ArrayList<>();
    if (type.equals("BETWEEN")) {
      if (values.length != 2) {
        throw PinpointError.BAD_REQUEST.because(
            path + ".Values must have two dates for BETWEEN, has " + values.length);
      }
      since.add(first(path, values[0]).toEpochMilli());
      until.add(after(path, values[1]).toEpochMilli());
    }
    for (String value : type.equals("BETWEEN") ? new String[0] : values) {
      Instant day = first(path, value).truncatedTo(ChronoUnit.DAYS);
      switch (type) {
        case "BEFORE" -> add(since, until, Long.MIN_VALUE, first(path, value).toEpochMilli());
        case "AFTER" -> add(since, until, after(path, value).toEpochMilli(), Long.MAX_VALUE);
        default ->
            add(since, until, day.toEpochMilli(), day.plus(Duration.ofDays(1)).toEpochMilli());
      }
    }
    return new DateDimension(since.toArray(Long[]::new), until.toArray(Long[]::new));
  }

  private static void add(List<Long> since, List<Long> until, long from, long to) {
    since.add(from);
    until.add(to);
  }

  private static Instant first(String path, String value) {
    return PinpointTimestamps.parse(value)
        .orElseThrow(() -> noDate(path, value))
        .truncatedTo(ChronoUnit.MILLIS);
  }

  private static Instant after(String path, String value) {
    Duration length = PinpointTimestamps.isDay(value) ? Duration.ofDays(1) : Duration.ofMillis(1);
    return first(path, value).plus(length);
  }

  private static ApiError noDate(String path, String value) {
    return PinpointError.BAD_REQUEST.because(
        path
            + ".Values must be dates in ISO 8601 such as 2026-11-21 or 2026-11-21T10:00:00Z, was '"
            + value
            + "'");
  }
}
