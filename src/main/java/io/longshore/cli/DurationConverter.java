package io.longshore.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration as options write it: {@code 90m}, {@code 12h}, {@code 30d}. */
record DurationConverter(Duration duration) {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})([mhd])");

  /** The end of the duration if it begins at {@code now}. */
  Instant from(Instant now) {
    return now.plus(duration);
  }

  static final class Reader implements ITypeConverter<DurationConverter> {
    @Override
    public DurationConverter convert(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException("must be a duration such as 90m, 12h or 30d");
      }
      long number = Long.parseLong(matcher.group(1));
      try {
        return new DurationConverter(
            switch (matcher.group(2)) {
              case "m" -> Duration.ofMinutes(number);
              case "h" -> Duration.ofHours(number);
              default -> Duration.ofDays(number);
            });
      } catch (DateTimeException | ArithmeticException tooLong) {
        throw new TypeConversionException("is too long");
      }
    }
  }
}
