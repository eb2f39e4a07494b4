package io.longshore.store;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The statements of the product: the constants of its classes that begin like one. */
final class ProductStatements {

  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?is)\\s*(?:--[^\\n]*\\n\\s*)*(select|with|insert|update|delete)\\s.*\\b(from|into|set)\\b.*");

  private ProductStatements() {}

  /**
   * A statement.
   *
   * @param name class and constant
   */
  record Statement(String name, String sql) {}

  /** All statements that are constants, with their parts put together. */
  static List<Statement> all() {
    List<Statement> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String text = Files.readString(file);
        if (text.contains("static final String") && !file.endsWith("package-info.java")) {
          of(file, found);
        }
      }
    } catch (IOException | ReflectiveOperationException failure) {
      throw new IllegalStateException(failure);
    }
    return found;
  }

  private static void of(Path file, List<Statement> found) throws ReflectiveOperationException {
    String name = SOURCES.relativize(file).toString().replace('/', '.').replace(".java", "");
    Class<?> type = Class.forName(name, true, ProductStatements.class.getClassLoader());
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
        field.setAccessible(true);
        String sql = (String) field.get(null);
        if (sql != null && STATEMENT.matcher(sql).matches()) {
          found.add(new Statement(type.getSimpleName() + "." + field.getName(), sql));
        }
      }
    }
  }
}
