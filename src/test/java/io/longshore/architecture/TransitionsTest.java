package io.longshore.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.architecture.StateStatement.Change;
import io.longshore.engine.output.OutputState;
import io.longshore.engine.transition.JobTransition;
import io.longshore.engine.transition.OutputTransition;
import io.longshore.engine.transition.Performs;
import io.longshore.engine.transition.TaskState;
import io.longshore.engine.transition.TaskTransition;
import io.longshore.engine.transition.Transition;
import io.longshore.job.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the named transitions of the engine with the SQL statements that perform them. */
class TransitionsTest {

  private static final String PACKAGE = TransitionStatement.PACKAGE;
  private static final Path SOURCES = TransitionStatement.SOURCES;
  private static final Pattern LITERAL =
      Pattern.compile("\"\"\"\n(.*?)\"\"\"|\"((?:[^\"\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);

  @Test
  void only_statements_of_the_transition_package_set_a_state() throws IOException {
    List<String> others = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".java")).toList()) {
        Matcher literal = LITERAL.matcher(Files.readString(file));
        while (literal.find() && !file.toString().contains(PACKAGE)) {
          String sql = literal.group(1) == null ? literal.group(2) : literal.group(1);
          StateStatement statement = new StateStatement(sql);
          if (!statement.changes().isEmpty() || statement.deletes("job")) {
            others.add(file.getFileName() + ": " + sql);
          }
        }
      }
    }
    assertThat(others).isEmpty();
  }

  @Test
  void every_statement_that_sets_a_state_names_its_transitions() throws Exception {
    assertThat(TransitionStatement.all().filter(one -> !one.parsed().changes().isEmpty()))
        .hasSizeGreaterThan(20)
        .allMatch(one -> one.performs() != null);
    assertThat(TransitionStatement.all().filter(one -> one.parsed().deletes("job")))
        .allMatch(one -> List.of(one.performs().job()).equals(List.of(JobTransition.DELETE)));
  }

  @Test
  void every_transition_is_performed_by_a_statement() throws Exception {
    List<Performs> all =
        TransitionStatement.all()
            .map(TransitionStatement::performs)
            .filter(performs -> performs != null)
            .toList();
    assertThat(all.stream().flatMap(one -> Stream.of(one.job())))
        .containsAll(EnumSet.allOf(JobTransition.class));
    assertThat(all.stream().flatMap(one -> Stream.of(one.task())))
        .containsAll(EnumSet.allOf(TaskTransition.class));
    assertThat(all.stream().flatMap(one -> Stream.of(one.output())))
        .containsAll(EnumSet.allOf(OutputTransition.class));
  }

  @ParameterizedTest
  @MethodSource("annotated")
  void a_transition_says_what_its_statement_says(TransitionStatement statement) throws IOException {
    if (!statement.parsed().deletes("job")) {
      compare(statement, "job.phase", Phase.class, statement.performs().job());
    }
    compare(statement, "task.state", TaskState.class, statement.performs().task());
    compare(statement, "task.out_state", OutputState.class, statement.performs().output());
  }

  @ParameterizedTest
  @MethodSource("annotated")
  void a_statement_that_sets_the_phase_sets_the_state_that_belongs_to_it(
      TransitionStatement statement) {
    List<Change> changes = statement.parsed().changes();
    for (Change phase : changes.stream().filter(one -> one.column().equals("job.phase")).toList()) {
      Set<String> states =
          changes.stream()
              .filter(one -> one.column().equals("job.state") && one.alias().equals(phase.alias()))
              .flatMap(one -> one.to().stream())
              .collect(Collectors.toSet());
      if (!states.isEmpty()) {
        assertThat(phase.to()).hasSize(1).allMatch(to -> states.equals(Set.of(stateOf(to))));
      }
    }
  }

  /** The states are those of the table's CHECK, which also requires that they fit. */
  private static String stateOf(String phase) {
    return switch (Phase.valueOf(phase)) {
      case CREATED, CLAIMED -> "QUEUED";
      case STARTING, WORKING, WAITING -> "RUNNING";
      case COMMITTING, SUCCEEDED, FAILED, CANCELLED -> phase;
      case FAILING, CANCELLING -> "unchanged";
    };
  }

  @Test
  void the_transitions_of_jobs_take_exactly_the_steps_that_the_phases_allow() {
    Set<String> taken = new HashSet<>();
    for (JobTransition transition : JobTransition.values()) {
      for (Phase from : transition.to().isEmpty() ? Set.<Phase>of() : transition.from()) {
        Phase at = from;
        for (Phase next : transition.path(from)) {
          taken.add(at + " -> " + next);
          at = next;
        }
      }
    }
    Set<String> allowed = new HashSet<>();
    for (Phase phase : Phase.values()) {
      phase.next().forEach(next -> allowed.add(phase + " -> " + next));
    }
    assertThat(taken).isEqualTo(allowed);
  }

  private static <S extends Enum<S>> void compare(
      TransitionStatement statement, String column, Class<S> states, Transition<?>[] named)
      throws IOException {
    List<Change> changes =
        statement.parsed().changes().stream().filter(one -> one.column().equals(column)).toList();
    assertThat(changes.isEmpty()).as("sets %s", column).isEqualTo(named.length == 0);
    Set<String> literals =
        changes.stream().flatMap(one -> one.to().stream()).collect(Collectors.toSet());
    boolean bound = changes.stream().anyMatch(one -> one.to().isEmpty());
    Set<String> targets =
        Arrays.stream(named).map(one -> one.to().orElseThrow().name()).collect(Collectors.toSet());
    if (bound) {
      assertThat(targets).containsAll(literals);
      assertThat(statement.source())
          .as("binds the state")
          .containsAnyOf(".to().orElseThrow()", "JobRows.pieces(");
    } else {
      assertThat(literals).isEqualTo(targets);
    }
    for (Transition<?> transition : named) {
      String to = transition.to().orElseThrow().name();
      List<Change> own =
          changes.stream()
              .filter(one -> one.to().isEmpty() || one.to().contains(to))
              .filter(one -> one.isInsert() == transition.from().isEmpty())
              .toList();
      assertThat(own).as("changes of %s", transition).isNotEmpty();
      for (Change change : own) {
        compare(statement, change, names(states), transition);
      }
    }
  }

  private static void compare(
      TransitionStatement statement, Change change, Set<String> states, Transition<?> transition)
      throws IOException {
    Set<String> from =
        transition.from().stream().map(Enum::name).collect(Collectors.toCollection(HashSet::new));
    if (change.isInsert()) {
      assertThat(from).as("%s creates a row", transition).isEmpty();
    } else if (statement.parsed().bindsFrom(change)) {
      assertThat(statement.source())
          .as("%s binds its states", transition)
          .contains("transition.from()");
    } else {
      Set<String> admitted = admitted(statement, change, states);
      admitted.remove(transition.to().orElseThrow().name());
      if (transition.guard().isEmpty()) {
        assertThat(admitted).as("admitted by the SQL of %s", transition).isEqualTo(from);
      } else {
        assertThat(admitted).as("admitted by the SQL of %s", transition).containsAll(from);
      }
    }
  }

  private static Set<String> admitted(
      TransitionStatement statement, Change change, Set<String> states) {
    Set<String> admitted = change.admitted(states);
    if (change.column().equals("job.phase")) {
      Change state = new Change("job.state", Set.of(), change.where(), change.alias());
      Set<String> jobStates =
          state.admitted(
              Set.of("QUEUED", "RUNNING", "COMMITTING", "SUCCEEDED", "FAILED", "CANCELLED"));
      boolean unfinished = change.where().contains(change.alias() + ".finished_at IS NULL");
      admitted.removeIf(
          phase ->
              !stateOf(phase).equals("unchanged") && !jobStates.contains(stateOf(phase))
                  || unfinished && Phase.valueOf(phase).next().isEmpty()
                  || statement.parsed().requiresWantedJob()
                      && Set.of("FAILING", "CANCELLING").contains(phase));
    }
    return admitted;
  }

  private static <S extends Enum<S>> Set<String> names(Class<S> states) {
    return EnumSet.allOf(states).stream()
        .map(Enum::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  static Stream<TransitionStatement> annotated() throws Exception {
    return TransitionStatement.all().filter(one -> one.performs() != null);
  }
}
