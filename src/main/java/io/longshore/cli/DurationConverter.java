package io.longshore.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long something is good: {@code 90m}, {@code 12h}, {@code 30d}. */
record DurationConverter(Duration duration) {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})([mhd])");

  /** The moment at which it ends when it begins then. */
  Instant from(Instant now) {
    return now.plus(duration);
  }

  static final class Reader implements ITypeConverter<DurationConverter> {
    @Override
    public DurationConverter convert(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException("it must be a time such as 90m, 12h or 30d");
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
        throw new TypeConversionException("it is too long");
      }
    }
  }
}
