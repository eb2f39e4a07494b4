package io.longshore.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Short runs and long ones, and what they found out. */
final class Numbers {

  static final boolean LONG = Boolean.getBoolean("fault.long");
  private static final Path FILE = Path.of("target", "fault-numbers.txt");

  private Numbers() {}

  /** The first in a short run, the second in a long one. */
  static int pick(int brief, int whole) {
    return LONG ? whole : brief;
  }

  /** Prints a line, and keeps it in {@code target/fault-numbers.txt}. */
  static void say(String format, Object... values) {
    String line = (LONG ? "long: " : "short: ") + format.formatted(values);
    System.out.println("FAULT " + line);
    try {
      Files.writeString(FILE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
