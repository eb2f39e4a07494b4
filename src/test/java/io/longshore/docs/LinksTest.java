package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The links between the pages of the documentation, and the files that they name. */
class LinksTest {

  private static final Pattern EXTERNAL = Pattern.compile("[a-z]+:.*");

  /** A path of the repository as inline code. */
  private static final Pattern NAMED_FILE =
      Pattern.compile("`((?:conf|k8s|openapi|src|\\.ci)/[A-Za-z0-9_./-]+)`");

  static List<MarkdownPage> pages() {
    return MarkdownPage.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_relative_link_resolves(MarkdownPage page) {
    List<String> broken =
        page.links().stream()
            .filter(link -> !EXTERNAL.matcher(link).matches())
            .filter(link -> !resolves(page, link))
            .toList();
    assertThat(broken).as("broken links of %s", page).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void every_file_that_a_page_names_exists(MarkdownPage page) {
    List<String> missing =
        NAMED_FILE
            .matcher(String.join("\n", page.lines()))
            .results()
            .map(named -> named.group(1))
            .filter(named -> Files.notExists(Path.of(named)))
            .toList();
    assertThat(missing).as("files that %s names", page).isEmpty();
  }

  @Test
  void every_page_of_the_manual_can_be_reached_from_its_index() {
    MarkdownPage index = MarkdownPage.read(MarkdownPage.MANUAL.resolve("index.md"));
    Stream<Path> linked =
        index.links().stream()
            .filter(link -> !EXTERNAL.matcher(link).matches())
            .map(link -> MarkdownPage.MANUAL.resolve(link.replaceFirst("#.*", "")).normalize());
    assertThat(linked)
        .containsAll(
            MarkdownPage.manual("").stream()
                .map(MarkdownPage::file)
                .filter(file -> !file.endsWith("index.md") && !isDecision(file))
                .toList());
  }

  /** Decisions have an index of their own. */
  private static boolean isDecision(Path file) {
    return file.getParent().endsWith("decisions") && !file.endsWith("README.md");
  }

  private static boolean resolves(MarkdownPage page, String link) {
    String[] parts = link.split("#", 2);
    Path folder = page.file().toAbsolutePath().getParent();
    Path target =
        parts[0].isEmpty() ? page.file().toAbsolutePath() : folder.resolve(parts[0]).normalize();
    if (!target.startsWith(Path.of("").toAbsolutePath()) || Files.notExists(target)) {
      return false;
    }
    return parts.length == 1 || MarkdownPage.read(target).anchors().contains(parts[1]);
  }
}
