package io.longshore.engine.lease;

/** An attempt must not go on. Not an error of the work: there is no stack trace. */
public final class AttemptStopped extends RuntimeException {

  public enum Why {
    /** The lease is another worker's, or may be soon. */
    LOST,
    /** The job was cancelled, or another of its tasks failed it. */
    ENDING,
    /** This worker is being stopped. */
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
