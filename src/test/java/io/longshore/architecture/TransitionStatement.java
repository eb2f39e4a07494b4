package io.longshore.architecture;

import io.longshore.engine.transition.Performs;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An SQL constant of the package {@code engine.transition}, as it is sent.
 *
 * @param performs null if it sets no state
 */
public record TransitionStatement(Field field, String sql, Performs performs) {

  static final String PACKAGE = "io/longshore/engine/transition";
  static final Path SOURCES = Path.of("src/main/java");

  /** All of them, without the templates of which some are made. */
  public static Stream<TransitionStatement> all() throws Exception {
    List<TransitionStatement> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(SOURCES.resolve(PACKAGE))) {
      for (Path file : files.sorted().toList()) {
        String name = SOURCES.relativize(file).toString().replace(".java", "").replace('/', '.');
        if (!name.endsWith("package-info")) {
          add(Class.forName(name), all);
        }
      }
    }
    return all.stream();
  }

  private static void add(Class<?> type, List<TransitionStatement> all) throws Exception {
    for (Field field : type.getDeclaredFields()) {
      if (field.getType() == String.class && Modifier.isStatic(field.getModifiers())) {
        field.setAccessible(true);
        String sql = (String) field.get(null);
        if (!sql.contains("%s")) {
          all.add(new TransitionStatement(field, sql, field.getAnnotation(Performs.class)));
        }
      }
    }
  }

  StateStatement parsed() {
    return new StateStatement(sql);
  }

  String source() throws IOException {
    return Files.readString(
        SOURCES.resolve(field.getDeclaringClass().getName().replace('.', '/') + ".java"));
  }

  /** Class and constant, for example {@code PieceStore.PIECE_DONE}. */
  @Override
  public String toString() {
    return field.getDeclaringClass().getSimpleName() + "." + field.getName();
  }
}
