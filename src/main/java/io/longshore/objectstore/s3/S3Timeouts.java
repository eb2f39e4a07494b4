package io.longshore.objectstore.s3;

import java.time.Duration;

/**
 * Time-outs of calls. Together they bound how long a worker without a lease may still send data to
 * S3.
 *
 * @param call of calls without a body
 * @param part of the upload of a part
 * @param complete of a completion, during which some stores copy the whole object
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
