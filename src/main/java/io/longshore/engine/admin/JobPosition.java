package io.longshore.engine.admin;

import io.longshore.job.JobId;
import java.time.Instant;
import java.util.UUID;

/**
 * A place in a list of jobs, which has those that are not finished first and the newest first among
 * both.
 */
public record JobPosition(boolean finished, Instant createdAt, JobId id) {

  private static final Instant AFTER_ALL = Instant.parse("9999-01-01T00:00:00Z");
  private static final JobId GREATEST = new JobId(new UUID(-1, -1));

  /** The place before the first job that is finished, or before the first that is not. */
  static JobPosition first(boolean finished) {
    return new JobPosition(finished, AFTER_ALL, GREATEST);
  }

  /** The inverse of {@link #toString}. */
  public static JobPosition parse(String text) {
    String[] parts = text.split(" ");
    return new JobPosition(
        Boolean.parseBoolean(parts[0]),
        Instant.parse(parts[1]),
        JobId.parse(parts[2]).orElseThrow());
  }

  @Override
  public String toString() {
    return finished + " " + createdAt + " " + id;
  }
}
