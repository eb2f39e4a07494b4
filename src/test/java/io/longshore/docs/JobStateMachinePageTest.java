package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.architecture.TransitionStatement;
import io.longshore.engine.transition.JobTransition;
import io.longshore.engine.transition.Performs;
import io.longshore.engine.transition.Transition;
import io.longshore.job.JobState;
import io.longshore.job.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compares the diagrams of the manual with the transitions and the statements behind them. */
class JobStateMachinePageTest {

  private static final Path PAGE = Path.of("src/site/markdown/explanation/job-state-machine.md");
  private static final Pattern ARROW =
      Pattern.compile("^ +(\\S+) --> (\\S+) : (.+)$", Pattern.MULTILINE);
  private static final String OUTSIDE = "[*]";

  @Test
  void the_diagram_of_job_states_has_every_transition_with_its_statements() throws Exception {
    Arrows expected = new Arrows();
    Arrows phases = phases();
    phases.all.forEach(
        (arrow, statements) -> {
          for (String from : states(arrow.from())) {
            for (String to : states(arrow.to())) {
              boolean stays = from.equals(to) || states(arrow.to()).size() > 1;
              if (!stays) {
                statements.forEach(statement -> expected.add(from, to, statement));
              }
            }
          }
        });
    assertThat(arrows("Jobs")).isEqualTo(expected.all);
  }

  @Test
  void the_diagrams_of_phases_have_every_transition_with_its_statements() throws Exception {
    assertThat(arrows("Phases")).isEqualTo(phases().all);
  }

  @Test
  void the_diagram_of_tasks_has_every_transition_with_its_statements() throws Exception {
    assertThat(arrows("Tasks")).isEqualTo(arrows(Performs::task).all);
  }

  @Test
  void the_diagram_of_outputs_has_every_transition_with_its_statements() throws Exception {
    assertThat(arrows("Outputs")).isEqualTo(arrows(Performs::output).all);
  }

  private record Arrow(String from, String to) implements Comparable<Arrow> {

    @Override
    public int compareTo(Arrow other) {
      return toString().compareTo(other.toString());
    }
  }

  /** Statements by arrow. */
  private static final class Arrows {

    private final Map<Arrow, Set<String>> all = new TreeMap<>();

    void add(String from, String to, String statement) {
      all.computeIfAbsent(new Arrow(from, to), arrow -> new TreeSet<>()).add(statement);
    }
  }

  /** The arrows of a section; those without a statement only show the start or the end. */
  private static Map<Arrow, Set<String>> arrows(String section) throws IOException {
    String page = Files.readString(PAGE);
    int start = page.indexOf("\n## " + section + "\n");
    assertThat(start).as("section %s", section).isPositive();
    int end = page.indexOf("\n## ", start + 1);
    Arrows found = new Arrows();
    Matcher arrow = ARROW.matcher(page.substring(start, end < 0 ? page.length() : end));
    while (arrow.find()) {
      for (String statement : arrow.group(3).split(", ")) {
        found.add(arrow.group(1), arrow.group(2), statement);
      }
    }
    return found.all;
  }

  private static Arrows phases() throws Exception {
    Arrows found = new Arrows();
    for (TransitionStatement statement : performing()) {
      for (JobTransition transition : statement.performs().job()) {
        if (transition.from().isEmpty() || transition.to().isEmpty()) {
          add(found, transition, statement);
        }
        for (Phase from : transition.to().isEmpty() ? Set.<Phase>of() : transition.from()) {
          Phase at = from;
          for (Phase next : transition.path(from)) {
            found.add(at.name(), next.name(), statement.toString());
            at = next;
          }
        }
      }
    }
    return found;
  }

  private static Arrows arrows(Function<Performs, Transition<?>[]> named) throws Exception {
    Arrows found = new Arrows();
    for (TransitionStatement statement : performing()) {
      Arrays.stream(named.apply(statement.performs()))
          .forEach(transition -> add(found, transition, statement));
    }
    return found;
  }

  private static void add(Arrows found, Transition<?> transition, TransitionStatement statement) {
    String to = transition.to().map(Enum::name).orElse(OUTSIDE);
    if (transition.from().isEmpty()) {
      found.add(OUTSIDE, to, statement.toString());
    }
    transition.from().forEach(from -> found.add(from.name(), to, statement.toString()));
  }

  private static List<TransitionStatement> performing() throws Exception {
    return TransitionStatement.all().filter(one -> one.performs() != null).toList();
  }

  private static Set<String> states(String phase) {
    if (phase.equals(OUTSIDE)) {
      return Set.of(OUTSIDE);
    }
    return switch (Phase.valueOf(phase)) {
      case CREATED, CLAIMED -> Set.of("QUEUED");
      case STARTING, WORKING, WAITING -> Set.of("RUNNING");
      case COMMITTING, SUCCEEDED, FAILED, CANCELLED -> Set.of(phase);
      case FAILING, CANCELLING -> names(EnumSet.range(JobState.QUEUED, JobState.COMMITTING));
    };
  }

  private static Set<String> names(Set<JobState> states) {
    Set<String> names = new TreeSet<>();
    states.forEach(state -> names.add(state.name()));
    return names;
  }
}
