package io.longshore.junit;

/**
 * What the server has logged during a failed test, as a suppressed exception of the failure. Tests
 * that ran at the same time are in it too.
 */
public final class ServerLogExcerpt extends Exception {

  ServerLogExcerpt(String account, String log) {
    super(
        "The log of Longshore during this test, whose account is %s:%n%s".formatted(account, log),
        null,
        false,
        false);
  }

  /** Without the name of the class. */
  @Override
  public String toString() {
    return getMessage();
  }
}
