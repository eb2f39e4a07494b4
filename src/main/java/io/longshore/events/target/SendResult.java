package io.longshore.events.target;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of one try to send an event.
 *
 * @param reason why it was not delivered, for operators; nothing of the receiver's response but its
 *     status
 * @param retryAfter the pause that the receiver asks for
 */
public record SendResult(Verdict verdict, String reason, Optional<Duration> retryAfter) {

  /** What follows from a try. */
  public enum Verdict {
    /** The receiver has it. */
    DELIVERED,
    /** It is tried again. */
    FAILED,
    /** The receiver wants no more events: the target is disabled until an operator enables it. */
    GONE
  }

  public static SendResult delivered() {
    return new SendResult(Verdict.DELIVERED, "", Optional.empty());
  }

  public static SendResult failed(String reason) {
    return new SendResult(Verdict.FAILED, reason, Optional.empty());
  }

  /** The try failed, and the receiver names the pause before the next one. */
  public static SendResult failed(String reason, Optional<Duration> retryAfter) {
    return new SendResult(Verdict.FAILED, reason, retryAfter);
  }

  public static SendResult gone(String reason) {
    return new SendResult(Verdict.GONE, reason, Optional.empty());
  }
}
