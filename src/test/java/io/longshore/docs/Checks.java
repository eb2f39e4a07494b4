package io.longshore.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The CHECK constraints of the migrations, by name; of several of one name the last counts. */
record Checks(Map<String, String> byName) {

  private static final Path MIGRATIONS = Path.of("src/main/resources/db");
  private static final Pattern CHECK =
      Pattern.compile("constraint\\s+(\\w+)\\s+check\\s+\\(", Pattern.CASE_INSENSITIVE);

  static Checks read() throws IOException {
    Map<String, String> found = new HashMap<>();
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      List<Path> sorted = files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
      for (Path file : sorted) {
        String sql = Files.readString(file);
        Matcher check = CHECK.matcher(sql);
        while (check.find()) {
          found.put(check.group(1), condition(sql, check.end()));
        }
      }
    }
    return new Checks(found);
  }

  /** Up to the parenthesis that closes the one before. */
  private static String condition(String sql, int begin) {
    int depth = 1;
    int end = begin;
    while (depth > 0) {
      char next = sql.charAt(end++);
      depth += next == '(' ? 1 : next == ')' ? -1 : 0;
    }
    return sql.substring(begin, end - 1);
  }

  String last(String name) {
    if (!byName.containsKey(name)) {
      throw new IllegalStateException("No migration has the constraint " + name);
    }
    return byName.get(name);
  }
}
