package io.longshore.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClaimPaceTest {

  private static final long MILLI = 1_000_000;

  private final ClaimPace pace = new ClaimPace(Duration.ofSeconds(1));

  @Test
  void the_first_claims_search_all_queues() {
    searched(300, 300, 300);

    assertThat(pace.isDue(1)).isTrue();
  }

  @Test
  void searches_of_all_queues_take_a_tenth_of_the_time_at_most() {
    searched(20, 20, 20, 20);

    assertThat(pace.isDue(20 * MILLI + 199 * MILLI)).isFalse();
    assertThat(pace.isDue(20 * MILLI + 200 * MILLI)).isTrue();
  }

  @Test
  void a_search_that_was_slow_for_once_does_not_count() {
    searched(2, 300, 300, 300);

    assertThat(pace.isDue(300 * MILLI + 20 * MILLI)).isTrue();
  }

  @Test
  void all_queues_are_searched_after_the_longest_time_however_long_it_takes() {
    searched(5000, 5000, 5000, 5000);

    assertThat(pace.isDue(5000 * MILLI + 1000 * MILLI)).isTrue();
  }

  @Test
  void a_claim_that_found_too_few_owes_a_search_until_it_is_done() {
    searched(20, 20, 20, 20);
    pace.foundTooFew();
    assertThat(pace.isOwed()).isTrue();
    assertThat(pace.owedAfter(100 * MILLI)).isEqualTo(Duration.ofMillis(120));

    pace.searchedAll(220 * MILLI, 240 * MILLI);

    assertThat(pace.isOwed()).isFalse();
  }

  private void searched(long... millis) {
    LongStream.of(millis).forEach(each -> pace.searchedAll(0, each * MILLI));
  }
}
