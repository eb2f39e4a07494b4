package io.longshore.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The choice between short and long runs, and the table of measurements that each class prints at
 * its end.
 */
final class FaultSettings {

  static final boolean LONG = Boolean.getBoolean("fault.long");
  private static final Path FILE = Path.of("target", "fault-numbers.txt");
  private static final List<String> LINES = new ArrayList<>();

  private FaultSettings() {}

  /** Returns the first value in a short run, the second in a long one. */
  static int pick(int shortRun, int longRun) {
    return LONG ? longRun : shortRun;
  }

  /** Adds a line to the table. */
  static void record(String format, Object... values) {
    LINES.add("| " + format.formatted(values) + " |");
  }

  /** Prints the lines since the last table and appends them to {@code target/fault-numbers.txt}. */
  static void printTable(String title, Duration took) {
    StringBuilder printTable =
        new StringBuilder(
            "| %s, %s form, %d s |\n| --- |\n"
                .formatted(title, LONG ? "long" : "short", took.toSeconds()));
    LINES.forEach(line -> printTable.append(line).append('\n'));
    LINES.clear();
    System.out.println(printTable);
    try {
      Files.writeString(
          FILE, printTable + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
