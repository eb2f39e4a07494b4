package io.longshore.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.store.Postgres;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Statements as they are sent, put together: none is too long for the driver to keep prepared. */
class KeptStatementsTest {

  private static final Path CLASSES = Path.of("target/classes");
  private static final int DRIVERS_DEFAULT = 2048;
  private static final Pattern SQL =
      Pattern.compile("\\s*(select|insert|update|delete|with)\\s.*", flags());

  private static int flags() {
    return Pattern.DOTALL | Pattern.CASE_INSENSITIVE;
  }

  @Test
  void every_statement_is_short_enough_to_be_kept_prepared() throws Exception {
    Map<String, Integer> lengths = lengths();

    assertThat(lengths).hasSizeGreaterThan(300);
    assertThat(lengths.values()).allMatch(length -> length <= Postgres.LONGEST_CACHED);
    assertThat(lengths.values().stream().filter(length -> length > DRIVERS_DEFAULT))
        .as("those for which the limit was raised")
        .isNotEmpty();
  }

  private static Map<String, Integer> lengths() throws Exception {
    Map<String, Integer> lengths = new TreeMap<>();
    for (String name : names()) {
      Class<?> type = Class.forName(name, false, KeptStatementsTest.class.getClassLoader());
      for (Field field : type.getDeclaredFields()) {
        if (field.getType() == String.class && Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          String text = (String) field.get(null);
          if (text != null && SQL.matcher(text).matches()) {
            lengths.put(type.getSimpleName() + "." + field.getName(), text.length());
          }
        }
      }
    }
    return lengths;
  }

  private static Iterable<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(CLASSES.resolve("io/longshore"))) {
      return files
          .map(file -> CLASSES.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
          .map(file -> file.replace(".class", "").replace('/', '.'))
          .sorted()
          .toList();
    }
  }
}
