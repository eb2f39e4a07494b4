package io.longshore.transfer;

/** The file as a whole cannot be read; the message follows "cannot be read: ". */
final class Unreadable extends Exception {

  Unreadable(String reason) {
    super(reason, null, false, false);
  }
}
