package io.longshore.api;

/** One-line messages of exceptions, for users. */
public final class ErrorMessages {

  private ErrorMessages() {}

  /** The first line of the message, or of the cause's when it has none. */
  public static String line(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getCause() == null
          ? failure.getClass().getSimpleName()
          : line(failure.getCause());
    }
    return message.lines().map(String::strip).filter(text -> !text.isEmpty()).findFirst().get();
  }

  /** The first line of the innermost cause, where libraries report the actual reason. */
  public static String rootLine(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return line(cause);
  }
}
