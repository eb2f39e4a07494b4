package io.longshore.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Short runs and long ones, and what they found out: a table at the end of each class. */
final class FaultSettings {

  static final boolean LONG = Boolean.getBoolean("fault.long");
  private static final Path FILE = Path.of("target", "fault-numbers.txt");
  private static final List<String> LINES = new ArrayList<>();

  private FaultSettings() {}

  /** The first in a short run, the second in a long one. */
  static int pick(int brief, int whole) {
    return LONG ? whole : brief;
  }

  /** A line of the table. */
  static void say(String format, Object... values) {
    LINES.add("| " + format.formatted(values) + " |");
  }

  /** Prints what was said since the last one, and keeps it in {@code target/fault-numbers.txt}. */
  static void table(String title, Duration took) {
    StringBuilder table =
        new StringBuilder(
            "| %s, %s form, %d s |\n| --- |\n"
                .formatted(title, LONG ? "long" : "short", took.toSeconds()));
    LINES.forEach(line -> table.append(line).append('\n'));
    LINES.clear();
    System.out.println(table);
    try {
      Files.writeString(FILE, table + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
