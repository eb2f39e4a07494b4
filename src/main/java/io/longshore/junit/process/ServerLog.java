package io.longshore.junit.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The log of a server.
 *
 * @param file what the process writes to its output
 */
public record ServerLog(Path file) {

  private static final int LONGEST = 16 * 1024;

  /** The position at which the next line begins. */
  public long end() {
    return file.toFile().length();
  }

  /** What was written since that position, at most the last 16 KiB of it. */
  public String since(long position) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(position, log.length() - LONGEST);
      byte[] bytes = new byte[(int) Math.max(0, log.length() - from)];
      log.seek(from);
      log.readFully(bytes);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      return from == position ? text : "... " + text;
    } catch (IOException unreadable) {
      return "The log cannot be read: " + unreadable;
    }
  }
}
