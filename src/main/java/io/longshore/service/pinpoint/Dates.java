package io.longshore.service.pinpoint;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/** Pinpoint writes moments as ISO 8601 text with milliseconds and {@code Z}. */
final class Dates {

  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private static final DateTimeFormatter LENIENT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .appendPattern("HH:mm")
          .optionalStart()
          .appendPattern(":ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .optionalEnd()
          .toFormatter();

  private static final int DAY_LENGTH = "2026-11-21".length();

  private Dates() {}

  static String text(Instant moment) {
    return MILLIS.format(moment);
  }

  /** Whether the text names a day and no moment of it. */
  static boolean isDay(String text) {
    return text.length() == DAY_LENGTH;
  }

  /**
   * The moment in text that callers wrote: a day, or a moment with minutes, seconds or fractions of
   * them, in UTC where no offset stands; empty for whatever else. A day counts as its beginning.
   */
  static Optional<Instant> parse(String text) {
    TemporalAccessor parsed;
    try {
      parsed = LENIENT.parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
    } catch (DateTimeException noDate) {
      return Optional.empty();
    }
    if (parsed instanceof OffsetDateTime moment) {
      return Optional.of(moment.toInstant());
    }
    LocalDateTime local =
        parsed instanceof LocalDateTime moment
            ? moment
            : LocalDateTime.of(LocalDate.from(parsed), LocalTime.MIDNIGHT);
    return Optional.of(local.toInstant(ZoneOffset.UTC));
  }
}
