package io.longshore.job;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A job's identity; its text form is 32 lower-case hex digits, as Pinpoint and Data Exchange show.
 */
public record JobId(UUID value) {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{32}");

  public static JobId random() {
    return new JobId(UUID.randomUUID());
  }

  /** Empty when the text is no job id: such a job cannot exist. */
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
