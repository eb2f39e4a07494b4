package io.longshore.engine;

/** An attempt must not go on. Not an error of the work: there is no stack trace. */
final class Stopped extends RuntimeException {

  enum Why {
    /** The lease is another worker's, or may be soon. */
    LOST,
    /** The job was cancelled, or another of its tasks failed it. */
    ENDING,
    /** This worker is being stopped. */
    SHUTDOWN
  }

  private final Why why;

  Stopped(Why why) {
    super("stopped: " + why, null, false, false);
    this.why = why;
  }

  Why why() {
    return why;
  }
}
