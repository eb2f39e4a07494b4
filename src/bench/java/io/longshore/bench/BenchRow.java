package io.longshore.bench;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of a bench, read from the lines that the bench prints.
 *
 * @param name of the number; the group {@code what} of the line is added to it
 * @param baseline what the result is compared with, or what was promised
 * @param line with the result and its spread as the group {@code result}
 */
record BenchRow(String name, String baseline, Pattern line) {

  private static final String WHAT = "(?<what>";

  static BenchRow of(String name, String baseline, String line) {
    return new BenchRow(name, baseline, Pattern.compile(line));
  }

  /** The row that a line of the bench is, in columns. */
  Optional<String> in(String printed) {
    Matcher found = line.matcher(printed);
    if (!found.find()) {
      return Optional.empty();
    }
    boolean named = line.pattern().contains(WHAT);
    String all = named ? name + ", " + found.group("what").strip() : name;
    return Optional.of(all + " | " + found.group("result").strip() + " | " + baseline);
  }
}
