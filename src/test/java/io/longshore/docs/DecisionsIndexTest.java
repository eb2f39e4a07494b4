package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each decision has the same form, and a line in the table of decisions that says the same. */
final class DecisionsIndexTest {

  private static final String FOLDER = "explanation/decisions";
  private static final Pattern FILE = Pattern.compile("(\\d{4})-[a-z0-9-]+\\.md");
  private static final Pattern TITLE = Pattern.compile("# (\\d+)\\. (.+)");
  private static final Pattern DATE =
      Pattern.compile("- Date: (\\d{4}-\\d\\d-\\d\\d)(?:, last changed \\d{4}-\\d\\d-\\d\\d)?");
  private static final Pattern STATUS =
      Pattern.compile("- Status: (Accepted|Superseded by \\[decision (\\d+)\\]).*");

  private static final List<MarkdownPage> DECISIONS =
      MarkdownPage.manual(FOLDER).stream()
          .filter(page -> !page.file().endsWith("README.md"))
          .toList();

  @Test
  void the_table_has_each_decision_with_its_title_date_and_status() {
    MarkdownPage index = MarkdownPage.read(MarkdownPage.MANUAL.resolve(FOLDER + "/README.md"));
    List<String> rows = index.lines().stream().filter(line -> line.matches("\\| \\d.*")).toList();

    assertThat(rows).isEqualTo(DECISIONS.stream().map(DecisionsIndexTest::row).toList());
  }

  @Test
  void decisions_are_numbered_without_a_gap() {
    assertThat(DECISIONS.stream().map(page -> number(page)).toList())
        .isEqualTo(IntStream.rangeClosed(1, DECISIONS.size()).boxed().toList());
  }

  @Test
  void each_decision_tells_context_decision_and_consequences() {
    for (MarkdownPage page : DECISIONS) {
      List<String> headings = page.headings();
      assertThat(headings.subList(1, headings.size()))
          .as(page.toString())
          .containsExactly("Context", "Decision", "Consequences");
    }
  }

  private static String row(MarkdownPage page) {
    Matcher title = line(page, 0, TITLE);
    Matcher status = line(page, 3, STATUS);
    return "| %s | [%s](%s) | %s | %s |"
        .formatted(
            title.group(1),
            title.group(2),
            page.file().getFileName(),
            line(page, 2, DATE).group(1),
            status.group(2) == null ? "accepted" : "superseded by " + status.group(2));
  }

  private static int number(MarkdownPage page) {
    Matcher name = FILE.matcher(page.file().getFileName().toString());
    assertThat(name.matches()).as(page.toString()).isTrue();
    assertThat(line(page, 0, TITLE).group(1))
        .as(page.toString())
        .isEqualTo(Integer.toString(Integer.parseInt(name.group(1))));
    return Integer.parseInt(name.group(1));
  }

  private static Matcher line(MarkdownPage page, int index, Pattern form) {
    Matcher line = form.matcher(page.lines().get(index));
    assertThat(line.matches()).as("line %d of %s", index + 1, page).isTrue();
    return line;
  }
}
