package io.longshore.job;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id of a job. Its text form is 32 lower-case hexadecimal digits. */
public record JobId(UUID value) {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");

  public static JobId random() {
    return new JobId(UUID.randomUUID());
  }

  /** Parses the text form; empty if the text is not a job id. */
  public static Optional<JobId> parse(String text) {
    if (!HEX.matcher(text).matches()) {
      return Optional.empty();
    }
    long high = Long.parseUnsignedLong(text, 0, 16, 16);
    long low = Long.parseUnsignedLong(text, 16, 32, 16);
    return Optional.of(new JobId(new UUID(high, low)));
  }

  @Override
  public String toString() {
    return value.toString().replace("-", "");
  }
}
