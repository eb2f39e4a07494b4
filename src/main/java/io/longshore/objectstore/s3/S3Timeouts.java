package io.longshore.objectstore.s3;

import java.time.Duration;

/**
 * How long a call may take before it counts as unanswered. Together they bound how long a worker
 * that lost its lease can still be talking to S3.
 *
 * @param call every call that carries little
 * @param part a part's upload
 * @param complete a completion, during which some stores copy the whole object
 */
public record S3Timeouts(Duration call, Duration part, Duration complete) {

  public static final S3Timeouts DEFAULT =
      new S3Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(20));

  public S3Timeouts {
    positive("call", call);
    positive("part", part);
    positive("complete", complete);
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          "s3.timeout." + name + " must be longer than zero, was " + value);
    }
  }
}
