package io.longshore.embedded;

/** Why the embedded default cannot start here, in one line that says what to do about it. */
public final class EmbeddedStartException extends RuntimeException {

  public EmbeddedStartException(String message) {
    super(message);
  }

  public EmbeddedStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
