package io.longshore.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PhaseTest {

  @Test
  void exactly_three_phases_end_a_job() {
    assertThat(EnumSet.allOf(Phase.class).stream().filter(phase -> phase.next().isEmpty()))
        .containsExactlyInAnyOrder(Phase.SUCCEEDED, Phase.FAILED, Phase.CANCELLED);
  }

  @Test
  void success_follows_from_committing_only() {
    assertThat(before(Phase.SUCCEEDED)).containsExactly(Phase.COMMITTING);
  }

  @Test
  void a_failing_job_can_only_fail_and_a_cancelling_one_only_be_cancelled() {
    assertThat(Phase.FAILING.next()).containsExactly(Phase.FAILED);
    assertThat(Phase.CANCELLING.next()).containsExactly(Phase.CANCELLED);
  }

  @Test
  void every_phase_before_the_end_may_turn_into_failing_or_cancelling() {
    EnumSet<Phase> live = EnumSet.range(Phase.CREATED, Phase.COMMITTING);
    assertThat(before(Phase.FAILING)).isEqualTo(live);
    assertThat(before(Phase.CANCELLING)).isEqualTo(live);
  }

  @Test
  void no_phase_leads_back_to_one_before_the_work() {
    assertThat(before(Phase.CREATED)).isEmpty();
    assertThat(before(Phase.STARTING)).containsExactly(Phase.CLAIMED);
  }

  private static Set<Phase> before(Phase phase) {
    EnumSet<Phase> before = EnumSet.allOf(Phase.class);
    before.removeIf(candidate -> !candidate.next().contains(phase));
    return before;
  }
}
