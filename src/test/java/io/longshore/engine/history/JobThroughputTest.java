package io.longshore.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.engine.history.JobThroughput.Sums;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobThroughputTest {

  @Test
  void the_remaining_time_assumes_that_other_pieces_are_as_large_as_those_that_are_done() {
    // 2 of 4 pieces have 1,000 rows each; of the other 2,000 rows 500 are done.
    JobThroughput pace = JobThroughput.of(new Sums(4, 2, 2_000, 500, 100.0, null));

    assertThat(pace.rowsPerSecond()).contains(100.0);
    assertThat(pace.remaining()).contains(Duration.ofSeconds(15));
  }

  @Test
  void the_remaining_time_is_unknown_before_a_tenth_of_the_pieces_is_done() {
    assertThat(JobThroughput.of(new Sums(100, 9, 9_000, 0, 100.0, null)).remaining()).isEmpty();
    assertThat(JobThroughput.of(new Sums(100, 10, 10_000, 0, 100.0, null)).remaining()).isPresent();
    assertThat(JobThroughput.of(new Sums(1, 0, 0, 500, 100.0, null)).remaining()).isEmpty();
  }

  @Test
  void the_remaining_time_is_unknown_without_a_pace_and_when_pieces_are_larger_than_expected() {
    assertThat(JobThroughput.of(new Sums(4, 2, 2_000, 0, null, null)).remaining()).isEmpty();
    assertThat(JobThroughput.of(new Sums(4, 2, 2_000, 0, 0.0, null)).remaining()).isEmpty();
    assertThat(JobThroughput.of(new Sums(4, 2, 2_000, 2_500, 100.0, null)).remaining()).isEmpty();
  }
}
