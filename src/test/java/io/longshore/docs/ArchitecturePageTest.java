package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The map of the packages and the class names of the page on the architecture, against the code.
 */
final class ArchitecturePageTest {

  private static final Path ROOT = Path.of("io", "longshore");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.]+)` \\| .+ \\|");
  private static final Pattern CLASS = Pattern.compile("`((?:[a-z0-9]+\\.)*[A-Z]\\w*)`");

  /** Names in the text that are no classes. */
  private static final Set<String> OTHERS = Set.of("CreateExportJob", "Future");

  private final MarkdownPage page =
      MarkdownPage.read(MarkdownPage.MANUAL.resolve("explanation/architecture.md"));

  @Test
  void the_map_has_each_package_once() throws IOException {
    List<String> mapped =
        page.prose().stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .map(row -> row.group(1))
            .toList();

    assertThat(mapped).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(mapped)).isEqualTo(packages());
  }

  @Test
  void the_classes_that_the_page_names_exist() throws IOException {
    Set<String> sources = classes();
    Set<String> named =
        CLASS
            .matcher(String.join("\n", page.prose()))
            .results()
            .map((MatchResult name) -> name.group(1))
            .filter(name -> !OTHERS.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(sources).containsAll(named);
  }

  /** Those that have more than a description, without the one that all have in common. */
  private static Set<String> packages() throws IOException {
    Path main = Path.of("src/main/java").resolve(ROOT);
    return sources(main)
        .filter(file -> !file.endsWith("package-info.java"))
        .map(file -> main.relativize(file.getParent()).toString().replace('/', '.'))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> classes() throws IOException {
    Set<String> all = new TreeSet<>();
    for (String kind : List.of("main", "test", "it")) {
      Path folder = Path.of("src", kind, "java").resolve(ROOT);
      if (Files.isDirectory(folder)) {
        sources(folder)
            .map(file -> folder.relativize(file).toString().replace(".java", "").replace('/', '.'))
            .forEach(all::add);
      }
    }
    return all;
  }

  private static Stream<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    }
  }
}
