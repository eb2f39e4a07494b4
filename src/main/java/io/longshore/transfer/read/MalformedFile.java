package io.longshore.transfer.read;

/** The file as a whole cannot be read; the message follows "cannot be read: ". */
final class MalformedFile extends Exception {

  MalformedFile(String reason) {
    super(reason, null, false, false);
  }
}
