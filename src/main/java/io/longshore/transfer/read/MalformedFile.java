package io.longshore.transfer.read;

/** A file that cannot be read at all. The message follows "cannot be read: ". */
public final class MalformedFile extends Exception {

  MalformedFile(String reason) {
    super(reason, null, false, false);
  }
}
