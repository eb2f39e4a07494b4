package io.longshore.service.pinpoint;

import io.longshore.service.resource.Timestamps;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/** Times in Pinpoint's requests, which responses repeat in the form of {@link Timestamps}. */
public final class PinpointTimestamps {

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
          .toFormatter()
          .withResolverStyle(ResolverStyle.STRICT);

  private static final String FORM = "0000-00-00T00:00:00.000Z";
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant PAST_LAST = Instant.parse("9999-12-31T00:00:00Z");
  private static final int DAY_LENGTH = "2026-11-21".length();

  private PinpointTimestamps() {}

  /** Whether the text is a day without a time. */
  public static boolean isDay(String text) {
    return text.length() == DAY_LENGTH;
  }

  /**
   * Parses a day, or a time with minutes, seconds or fractions of them, in UTC unless it has an
   * offset. A day means its beginning. Empty for other texts.
   */
  public static Optional<Instant> parse(String text) {
    return isMoment(text) ? moment(text) : lenient(text).filter(PinpointTimestamps::isOfFourDigits);
  }

  /** A request's time in the form of responses; other texts unchanged. */
  public static String normal(String text) {
    return isMoment(text) ? text : parse(text).map(Timestamps::text).orElse(text);
  }

  /** The time as text for SQL; the given text where it has the right form. */
  public static String sql(String text, Instant moment) {
    return isMoment(text) && !moment.equals(Instant.EPOCH) ? text : moment.toString();
  }

  /** Whether the text has the form of responses, as most texts have. */
  private static boolean isMoment(String text) {
    for (int i = 0; i < FORM.length() && text.length() == FORM.length(); i++) {
      char wanted = FORM.charAt(i);
      char c = text.charAt(i);
      if (wanted == '0' ? c < '0' || c > '9' : c != wanted) {
        return false;
      }
    }
    return text.length() == FORM.length();
  }

  /** Parsed by hand in a tenth of a formatter's time, because it is done for each row of a file. */
  private static Optional<Instant> moment(String text) {
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (hour > 23 || minute > 59 || second > 59 || number(text, 0, 4) == 0) {
      return Optional.empty();
    }
    try {
      long day =
          LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
      long seconds = ((day * 24 + hour) * 60 + minute) * 60 + second;
      return Optional.of(Instant.ofEpochSecond(seconds, number(text, 20, 23) * 1_000_000L));
    } catch (DateTimeException noDay) {
      return Optional.empty();
    }
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  /** Whether PostgreSQL writes the time with a year of four digits, too. */
  private static boolean isOfFourDigits(Instant moment) {
    return !moment.isBefore(FIRST) && moment.isBefore(PAST_LAST);
  }

  private static Optional<Instant> lenient(String text) {
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
