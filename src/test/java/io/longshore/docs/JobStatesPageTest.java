package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the states on the manual's page of jobs with the CHECK constraints of the tables. */
final class JobStatesPageTest {

  private static final Pattern WORD = Pattern.compile("'(\\w+)'");
  private static final Pattern ARROW = Pattern.compile(" +(\\S+) --> (\\S+)(?: : .+)?");
  private static final Pattern PHASE_ROW =
      Pattern.compile("\\| ([A-Z]+) \\| ([A-Z]+(?:, [A-Z]+)*) \\| .* \\|");
  private static final Pattern PHASES_OF_STATE =
      Pattern.compile("WHEN '(\\w+)' THEN phase IN \\(([^)]*)\\)");

  private final MarkdownPage page =
      MarkdownPage.read(MarkdownPage.MANUAL.resolve("explanation/job-state-machine.md"));

  @Test
  void the_diagrams_have_the_states_that_the_tables_allow() throws IOException {
    Checks checks = Checks.read();
    assertThat(states("Jobs")).isEqualTo(words(checks.last("job_state_known")));
    assertThat(states("Tasks")).isEqualTo(words(checks.last("task_state_known")));
    assertThat(states("Outputs")).isEqualTo(words(checks.last("task_output_known")));
  }

  @Test
  void each_phase_lies_in_the_states_that_the_table_allows() throws IOException {
    Map<String, Set<String>> allowed = new TreeMap<>();
    Stream.of("SUCCEEDED", "FAILED", "CANCELLED").forEach(end -> allowed.put(end, Set.of(end)));
    Matcher state = PHASES_OF_STATE.matcher(Checks.read().last("job_phase_fits_state"));
    while (state.find()) {
      for (String phase : words(state.group(2))) {
        allowed.computeIfAbsent(phase, none -> new TreeSet<>()).add(state.group(1));
      }
    }
    Map<String, Set<String>> shown = new TreeMap<>();
    for (String line : page.lines()) {
      Matcher row = PHASE_ROW.matcher(line);
      if (row.matches()) {
        shown.put(row.group(1), new TreeSet<>(List.of(row.group(2).split(", "))));
      }
    }
    assertThat(shown).isEqualTo(allowed);
  }

  private Set<String> states(String heading) {
    Set<String> states = new TreeSet<>();
    String section = "";
    for (String line : page.lines()) {
      section = line.startsWith("## ") ? line.substring(3) : section;
      Matcher arrow = ARROW.matcher(line);
      if (section.equals(heading) && arrow.matches()) {
        states.add(arrow.group(1));
        states.add(arrow.group(2));
      }
    }
    states.remove("[*]");
    return states;
  }

  private static Set<String> words(String text) {
    return WORD.matcher(text)
        .results()
        .map(word -> word.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
