package io.longshore.engine.lease;

/** Signals that an attempt must stop. It is not an error of the work and has no stack trace. */
public final class AttemptStopped extends RuntimeException {

  public enum Why {
    /** The lease has expired or is about to, so another worker may have the task. */
    LOST,
    /** The job was cancelled, or failed because of another task. */
    ENDING,
    /** The worker is shutting down. */
    SHUTDOWN
  }

  private final Why why;

  AttemptStopped(Why why) {
    super("stopped: " + why, null, false, false);
    this.why = why;
  }

  public Why why() {
    return why;
  }
}
