package io.longshore.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Names, and the sizes of packages, files and methods. */
class NamesTest {

  private static final Path SOURCES = Path.of("src/main/java/io/longshore");
  private static final List<Path> TESTS =
      Stream.of("test", "it", "bench", "fuzz")
          .map(root -> Path.of("src", root, "java", "io", "longshore"))
          .toList();
  private static final int LONGEST_FILE = 300;
  private static final int LONGEST_METHOD = 30;
  private static final int LARGEST_PACKAGE = 25;
  private static final Pattern FILLER =
      Pattern.compile(".*(Impl|Manager|Utils?|Helper)|Abstract.*");

  /** A method's first line in google-java-format: its indent, then type and name; no statement. */
  private static final Pattern METHOD =
      Pattern.compile(
          "^( {2}| {4})(?!(return|throw|new|else|if|for|while|switch|try|case|yield)\\b)"
              + "[A-Za-z@<][^;=(]* \\w+\\([^;]*$");

  @Test
  void no_name_is_a_filler() throws IOException {
    assertThat(both().map(file -> file.getFileName().toString().replace(".java", "")))
        .noneMatch(name -> FILLER.matcher(name).matches());
  }

  @Test
  void no_file_is_longer_than_300_lines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : both().toList()) {
      int lines = Files.readAllLines(file).size();
      if (lines > LONGEST_FILE) {
        tooLong.add(file + " has " + lines + " lines");
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void no_method_is_longer_than_30_lines() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : files(SOURCES).toList()) {
      tooLong.addAll(longMethods(file, Files.readAllLines(file)));
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void every_package_has_a_description() throws IOException {
    try (Stream<Path> folders = Files.walk(SOURCES)) {
      assertThat(folders.filter(Files::isDirectory))
          .allMatch(folder -> Files.exists(folder.resolve("package-info.java")));
    }
  }

  @Test
  void no_package_has_more_than_25_files() throws IOException {
    Map<Path, Long> sizes =
        files(SOURCES).collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
    assertThat(sizes).isNotEmpty();
    assertThat(sizes.entrySet()).allMatch(size -> size.getValue() <= LARGEST_PACKAGE);
  }

  @Test
  void no_simple_name_stands_for_two_classes() throws IOException {
    Map<String, List<Path>> names =
        files(SOURCES)
            .filter(file -> !file.endsWith("package-info.java"))
            .collect(Collectors.groupingBy(file -> file.getFileName().toString()));
    assertThat(names.values()).isNotEmpty().allMatch(files -> files.size() == 1);
  }

  @Test
  void the_root_package_has_main_and_version_only() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("Main.java", "Version.java", "package-info.java");
    }
  }

  private static List<String> longMethods(Path file, List<String> lines) {
    List<String> found = new ArrayList<>();
    for (int start = 0; start < lines.size(); start++) {
      String line = lines.get(start);
      if (!METHOD.matcher(line).matches() || line.matches("^ *(class|record|enum|interface) .*")) {
        continue;
      }
      String indent = line.substring(0, line.length() - line.stripLeading().length());
      int end = start;
      while (end < lines.size() && !lines.get(end).equals(indent + "}")) {
        end++;
      }
      boolean type = line.matches(".*\\b(class|record|enum|interface)\\b [A-Z].*");
      if (!type && end < lines.size() && end - start + 1 > LONGEST_METHOD) {
        found.add(file.getFileName() + ":" + (start + 1) + " has " + (end - start + 1) + " lines");
      }
    }
    return found;
  }

  /** Test classes are limited like main classes: a test class has one subject. */
  private static Stream<Path> both() throws IOException {
    List<Path> all = new ArrayList<>(files(SOURCES).toList());
    for (Path root : TESTS) {
      all.addAll(files(root).toList());
    }
    return all.stream();
  }

  private static Stream<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    }
  }
}
