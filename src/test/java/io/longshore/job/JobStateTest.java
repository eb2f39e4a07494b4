package io.longshore.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class JobStateTest {

  @Test
  void a_job_ends_in_one_of_three_states() {
    assertThat(EnumSet.allOf(JobState.class).stream().filter(JobState::isFinal))
        .containsExactly(JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED);
  }

  @Test
  void only_a_committing_job_succeeds() {
    assertThat(
            EnumSet.allOf(JobState.class).stream()
                .filter(state -> state.next().contains(JobState.SUCCEEDED)))
        .containsExactly(JobState.COMMITTING);
  }

  @Test
  void every_unfinished_job_may_fail_or_be_cancelled() {
    assertThat(EnumSet.range(JobState.QUEUED, JobState.COMMITTING))
        .allMatch(state -> state.next().contains(JobState.FAILED))
        .allMatch(state -> state.next().contains(JobState.CANCELLED));
  }

  @Test
  void a_committing_job_may_go_back_to_running_and_nothing_goes_back_to_queued() {
    assertThat(JobState.COMMITTING.next()).contains(JobState.RUNNING);
    assertThat(EnumSet.allOf(JobState.class))
        .noneMatch(state -> state.next().contains(JobState.QUEUED));
  }
}
