package io.longshore.engine;

import io.longshore.engine.transition.JobTransition;
import io.longshore.engine.transition.OutputTransition;
import io.longshore.engine.transition.TaskTransition;
import io.longshore.engine.transition.Transition;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Triggers that refuse every change of a state that no transition names. With them the engine's
 * integration tests show that the states which a statement leaves are those of its transition, also
 * where its WHERE clause does not name them. Statements of {@link EngineFixture#change} are exempt.
 */
final class TransitionGuard {

  static final String EXEMPT = "/* test */ ";

  private static final String FUNCTION =
      """
      CREATE OR REPLACE FUNCTION %1$s_transition() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.%2$s <> NEW.%2$s AND OLD.%2$s || ' ' || NEW.%2$s NOT IN (%3$s)
           AND current_query() NOT LIKE '/* test */%%' THEN
          RAISE EXCEPTION 'No transition of %1$s from %% to %%', OLD.%2$s, NEW.%2$s;
        END IF;
        RETURN NEW;
      END $$""";

  private static final String TRIGGER =
      """
      CREATE OR REPLACE TRIGGER %1$s_transition BEFORE UPDATE ON %2$s
        FOR EACH ROW EXECUTE FUNCTION %1$s_transition()""";

  private TransitionGuard() {}

  static List<String> statements() {
    return Stream.of(
            guard("job", "job", "phase", JobTransition.values()),
            guard("task", "task", "state", TaskTransition.values()),
            guard("output", "task", "out_state", OutputTransition.values()))
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> guard(
      String name, String table, String column, Transition<?>[] transitions) {
    String pairs =
        Arrays.stream(transitions)
            .filter(one -> one.to().isPresent())
            .flatMap(
                one ->
                    one.from().stream()
                        .map(from -> "'%s %s'".formatted(from, one.to().orElseThrow())))
            .distinct()
            .collect(Collectors.joining(", "));
    return List.of(FUNCTION.formatted(name, column, pairs), TRIGGER.formatted(name, table));
  }
}
