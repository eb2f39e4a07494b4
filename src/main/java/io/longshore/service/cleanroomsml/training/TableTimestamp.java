package io.longshore.service.cleanroomsml.training;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time in a table: a number of seconds since 1970, or a timestamp as Glue reads it, {@code
 * 2023-11-14 10:00:00}, in UTC unless it has an offset.
 */
final class TableTimestamp {

  /** The last second of the year 9999; numbers beyond are of milliseconds or less. */
  static final long LATEST = 253_402_300_799L;

  private static final int MOST_DIGITS = 18;
  private static final Pattern NUMBER = Pattern.compile("([+-]?\\d{1,18})(\\.\\d*)?");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)[ Tt](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?)"
              + " ?([Zz]|UTC|[+-]\\d\\d(?::?\\d\\d)?)?");

  private TableTimestamp() {}

  /** The seconds since 1970; empty when the text is neither. */
  static OptionalLong second(String text) {
    if (isDigits(text)) {
      return OptionalLong.of(Long.parseLong(text));
    }
    Matcher number = NUMBER.matcher(text);
    if (number.matches()) {
      long whole = Long.parseLong(number.group(1));
      boolean before = text.startsWith("-") && number.group(2) != null;
      return OptionalLong.of(before && hasDigits(number.group(2)) ? whole - 1 : whole);
    }
    Matcher timestamp = TIMESTAMP.matcher(text);
    try {
      return timestamp.matches()
          ? OptionalLong.of(
              LocalDateTime.parse(timestamp.group(1) + "T" + timestamp.group(2))
                  .toEpochSecond(offset(timestamp.group(3))))
          : OptionalLong.empty();
    } catch (DateTimeException wrong) { // an invalid day, hour or offset
      return OptionalLong.empty();
    }
  }

  /** Most timestamps of most files are such; a pattern takes several times as long. */
  private static boolean isDigits(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) < '0' || text.charAt(at) > '9') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= MOST_DIGITS;
  }

  private static boolean hasDigits(String fraction) {
    return fraction.chars().anyMatch(digit -> digit > '0');
  }

  private static ZoneOffset offset(String text) {
    return text == null || text.equals("UTC")
        ? ZoneOffset.UTC
        : ZoneOffset.of(text.equals("z") ? "Z" : text);
  }
}
