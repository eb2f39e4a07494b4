package io.longshore.embedded;

/** Why the embedded default cannot start here, in one line that says what to do about it. */
public final class StartRefused extends RuntimeException {

  public StartRefused(String message) {
    super(message);
  }

  public StartRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
