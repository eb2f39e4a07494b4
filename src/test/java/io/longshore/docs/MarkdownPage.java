package io.longshore.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, parsed as far as the tests need it: headings, links, fenced blocks.
 *
 * @param file relative to the folder of the project
 */
record MarkdownPage(Path file, List<String> lines) {

  static final Path MANUAL = Path.of("src", "site", "markdown");

  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.+?) *#*");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(\\s*([^)\\s]+)\\s*\\)");
  private static final Pattern INLINE_CODE = Pattern.compile("`[^`\n]+`");
  private static final String FENCE = "```";

  /**
   * A fenced block.
   *
   * @param language the word after the fence, may be empty
   * @param marker the line before the fence
   * @param number of the fence's line, from 1
   */
  record Block(String language, String marker, int number, List<String> lines) {}

  static MarkdownPage read(Path file) {
    try {
      return new MarkdownPage(file, Files.readAllLines(file));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** README, CONTRIBUTING, the changelog, the runbook and every page of the manual. */
  static List<MarkdownPage> all() {
    Stream<Path> top =
        Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "k8s/RUNBOOK.md").map(Path::of);
    return Stream.concat(top.filter(Files::exists), manual("").stream().map(MarkdownPage::file))
        .map(MarkdownPage::read)
        .toList();
  }

  /** The pages of a folder of the manual, in the order of their names. */
  static List<MarkdownPage> manual(String folder) {
    if (!Files.isDirectory(MANUAL.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(MANUAL.resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .map(MarkdownPage::read)
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The anchors that forges make of the headings: as GitHub does, duplicates with a number. */
  Set<String> anchors() {
    Set<String> anchors = new TreeSet<>();
    Map<String, Integer> seen = new HashMap<>();
    for (String heading : headings()) {
      String slug =
          heading
              .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      int before = seen.merge(slug, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? slug : slug + "-" + before);
    }
    return anchors;
  }

  List<String> headings() {
    return prose().stream()
        .map(HEADING::matcher)
        .filter(Matcher::matches)
        .map(heading -> heading.group(1))
        .toList();
  }

  /** The targets of all links. */
  List<String> links() {
    String text = INLINE_CODE.matcher(String.join("\n", prose())).replaceAll("code");
    return LINK.matcher(text).results().map(link -> link.group(1)).toList();
  }

  /** The lines outside of fenced blocks. */
  List<String> prose() {
    List<String> prose = new ArrayList<>();
    boolean fenced = false;
    for (String line : lines) {
      if (line.strip().startsWith(FENCE)) {
        fenced = !fenced;
      } else if (!fenced) {
        prose.add(line);
      }
    }
    return prose;
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    Block open = null;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      boolean fence = line.strip().startsWith(FENCE);
      if (fence && open == null) {
        String marker = i == 0 ? "" : lines.get(i - 1).strip();
        String language = line.strip().substring(FENCE.length()).strip();
        open = new Block(language, marker, i + 1, new ArrayList<>());
      } else if (fence) {
        blocks.add(open);
        open = null;
      } else if (open != null) {
        open.lines().add(line);
      }
    }
    return blocks;
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
