package io.longshore.engine.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration CAP = Duration.ofSeconds(60);

  private final Backoff backoff = new Backoff(FIRST, CAP, new Random(1));

  @Test
  void the_bound_doubles_with_each_attempt() {
    assertThat(longest(1)).isBetween(1_800L, 2_000L);
    assertThat(longest(2)).isBetween(3_600L, 4_000L);
    assertThat(longest(4)).isBetween(14_400L, 16_000L);
  }

  @Test
  void no_delay_is_longer_than_the_cap_after_any_number_of_attempts() {
    assertThat(longest(6)).isBetween(54_000L, 60_000L);
    assertThat(longest(1_000_000)).isBetween(54_000L, 60_000L);
  }

  @Test
  void delays_are_spread_from_zero_to_the_bound() {
    long[] waits = waits(3);
    assertThat(IntStream.range(0, 8))
        .allMatch(
            eighth ->
                Arrays.stream(waits)
                    .anyMatch(wait -> wait >= eighth * 1000L && wait < (eighth + 1) * 1000L));
  }

  private long longest(int attempt) {
    return Arrays.stream(waits(attempt)).max().orElseThrow();
  }

  private long[] waits(int attempt) {
    return IntStream.range(0, 500).mapToLong(draw -> backoff.after(attempt).toMillis()).toArray();
  }
}
