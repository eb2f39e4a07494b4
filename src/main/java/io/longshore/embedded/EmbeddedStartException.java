package io.longshore.embedded;

/** Why an embedded server cannot start. The message is one line and says what to do. */
public final class EmbeddedStartException extends RuntimeException {

  public EmbeddedStartException(String message) {
    super(message);
  }

  public EmbeddedStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
