package io.longshore.engine.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailureMessageTest {

  @Test
  void a_reason_of_several_pieces_appears_once() {
    FailureMessage list = new FailureMessage(List.of("a", "b")).with(List.of("b", "c"));

    assertThat(list.all()).containsExactly("a", "b", "c");
  }

  @Test
  void only_the_latest_problem_of_a_rollback_is_shown_and_it_disappears_at_the_end() {
    FailureMessage list =
        new FailureMessage(List.of("a")).withRollbackProblem("x").withRollbackProblem("y");

    assertThat(list.all()).containsExactly("a", "The job's outputs are still being rolled back: y");
    assertThat(list.with(List.of("b")).all())
        .containsExactly("a", "b", "The job's outputs are still being rolled back: y");
    assertThat(list.withLeft(List.of(), 0).all()).containsExactly("a");
    assertThat(list.withLeft(List.of("left"), 0).all()).containsExactly("a", "left");
  }

  @Test
  void what_is_left_is_named_beside_any_number_of_reasons() {
    List<String> reasons = IntStream.range(0, 100).mapToObj(n -> "reason " + n).toList();
    List<String> left = IntStream.range(0, 50).mapToObj(n -> "left " + n).toList();

    List<String> all = new FailureMessage(reasons).withLeft(left, 9_950).all();

    assertThat(all).hasSize(100).startsWith("reason 0").containsAll(left);
    assertThat(all.get(99)).isEqualTo("9950 more objects were left, which the job's tasks name");
    assertThat(new FailureMessage(reasons).withRollbackProblem("x").all())
        .hasSize(100)
        .last()
        .asString()
        .endsWith("x");
    assertThat(new FailureMessage(reasons).with(List.of("late")).all()).isEqualTo(reasons);
  }
}
