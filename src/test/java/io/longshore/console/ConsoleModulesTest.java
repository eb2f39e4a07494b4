package io.longshore.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The modules and style sheets of the console, as text. */
class ConsoleModulesTest {

  private static final Path FOLDER = Path.of("src/main/resources/console");
  private static final long MOST_LINES = 300;
  private static final int MOST_BYTES = 150_000;
  private static final Pattern IMPORT =
      Pattern.compile("(?:from|import)\\s*\\(?\\s*'(\\.[^']+)'", Pattern.MULTILINE);

  /** What turns text into markup or code. */
  private static final Pattern DANGEROUS =
      Pattern.compile(
          "innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\\.write|\\beval\\(|new Function|localStorage\\.setItem\\((?!PLACE)");

  @Test
  void no_module_has_more_than_300_lines() {
    assertThat(files(".js"))
        .allSatisfy(
            file -> assertThat(text(file).lines().count()).as("%s", file).isLessThan(MOST_LINES));
  }

  @Test
  void nothing_makes_markup_or_code_of_text() {
    assertThat(files(".js"))
        .allSatisfy(file -> assertThat(text(file)).as("%s", file).doesNotContainPattern(DANGEROUS));
  }

  @Test
  void every_module_that_is_imported_exists() {
    List<String> missing = new ArrayList<>();
    for (Path file : files(".js")) {
      Matcher imports = IMPORT.matcher(text(file));
      while (imports.find()) {
        Path named = file.getParent().resolve(imports.group(1)).normalize();
        if (!Files.exists(named) && !named.endsWith("lib/preact.js")) {
          missing.add(file + " imports " + imports.group(1));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void all_files_together_have_at_most_150_kilobytes_over_the_wire() throws IOException {
    int bytes = 0;
    for (Path file : files("")) {
      ByteArrayOutputStream zipped = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
        gzip.write(Files.readAllBytes(file));
      }
      bytes += zipped.size();
    }
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  private static List<Path> files(String suffix) {
    try (Stream<Path> tree = Files.walk(FOLDER)) {
      return tree.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(suffix))
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
