package io.longshore.transfer.read;

/** Decodes bytes as they arrive. Keeps no more than a bounded amount of them. Not thread-safe. */
interface DecodedStream {

  /** Adds input. */
  void feed(byte[] bytes);

  /** Ends the input. */
  void endOfInput();

  /** Fills the array from its start; returns 0 if more input is needed, or at the end. */
  int read(byte[] out) throws MalformedFile;

  /** Frees what the stream holds. */
  void close();
}
