package io.longshore.identity.sigv4;

import java.time.Duration;
import java.time.Instant;

/**
 * How far the time of a signature may be from the server's clock.
 *
 * @param most the largest difference, in both directions; a presigned URL may be older, until it
 *     expires
 */
record ClockSkew(Duration most) {

  /** The oldest time that is accepted. */
  Instant oldest(Instant now) {
    return now.minus(most);
  }

  /** The newest time that is accepted. */
  Instant newest(Instant now) {
    return now.plus(most);
  }

  boolean isTooOld(Instant signed, Instant now) {
    return signed.isBefore(oldest(now));
  }

  boolean isTooNew(Instant signed, Instant now) {
    return signed.isAfter(newest(now));
  }
}
