package io.longshore.api;

/** What went wrong, for a person at a terminal. */
public final class ErrorMessages {

  private ErrorMessages() {}

  /** The failure's first line; its cause's where it has none of its own. */
  public static String line(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getCause() == null
          ? failure.getClass().getSimpleName()
          : line(failure.getCause());
    }
    return message.lines().map(String::strip).filter(text -> !text.isEmpty()).findFirst().get();
  }

  /** The line of the innermost cause, which is where libraries say what really happened. */
  public static String rootLine(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return line(cause);
  }
}
