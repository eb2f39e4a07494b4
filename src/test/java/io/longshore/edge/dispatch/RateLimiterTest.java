package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.RatesConfig;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {

  private static final Set<String> OPERATIONS = Set.of("dock.Load", "dock.Unload", "crane.Lift");

  private long now = Long.MAX_VALUE - 1; // System.nanoTime may overflow

  @Test
  void as_many_calls_as_come_in_a_second_may_come_at_once_and_then_one_by_one() {
    RateLimiter rates = rates("dock.Load=4");

    assertThat(letIn(rates, 10, "a", "dock.Load")).isEqualTo(4);
    assertThat(rates.take("a", "dock.Load")).isEqualTo(TimeUnit.MILLISECONDS.toNanos(250));
    pass(249);
    assertThat(rates.take("a", "dock.Load")).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1));
    pass(1);
    assertThat(letIn(rates, 10, "a", "dock.Load")).isEqualTo(1);
    pass(60_000);
    assertThat(letIn(rates, 10, "a", "dock.Load")).isEqualTo(4);
  }

  @Test
  void over_a_minute_no_more_than_the_rate_is_let_in() {
    RateLimiter rates = rates("dock.Load=7");
    int letIn = 0;
    for (int i = 0; i < 60_000; i += 10) {
      letIn += letIn(rates, 3, "a", "dock.Load");
      pass(10);
    }
    assertThat(letIn).isBetween(7 * 60, 7 * 61);
  }

  @Test
  void accounts_and_operations_do_not_take_each_others_calls() {
    RateLimiter rates = rates("dock.*=2", "dock.Load=1");

    assertThat(letIn(rates, 5, "a", "dock.Load")).isEqualTo(1);
    assertThat(letIn(rates, 5, "b", "dock.Load")).isEqualTo(1);
    assertThat(letIn(rates, 5, "a", "dock.Unload")).isEqualTo(2);
    assertThat(letIn(rates, 50, "a", "crane.Lift")).isEqualTo(50);
  }

  @Test
  void all_operations_of_a_service_may_share_a_limit() {
    RateLimiter rates = rates("dock=3", "dock.Load=2");

    assertThat(letIn(rates, 5, "a", "dock.Load")).isEqualTo(2);
    assertThat(letIn(rates, 5, "a", "dock.Unload")).isEqualTo(1);
  }

  @Test
  void replicas_share_a_rate_also_one_of_less_than_a_call_a_second_for_each() {
    RateLimiter rates =
        new RateLimiter(new RatesConfig(true, 4, List.of("dock=2")), OPERATIONS, () -> now);

    assertThat(letIn(rates, 5, "a", "dock.Load")).isEqualTo(1);
    pass(1_999);
    assertThat(letIn(rates, 5, "a", "dock.Load")).isZero();
    pass(1);
    assertThat(letIn(rates, 5, "a", "dock.Load")).isEqualTo(1);
  }

  @Test
  void nothing_is_counted_unless_it_is_enforced() {
    RateLimiter rates =
        new RateLimiter(new RatesConfig(false, 1, List.of("dock=1")), OPERATIONS, () -> now);

    assertThat(letIn(rates, 50, "a", "dock.Load")).isEqualTo(50);
    assertThat(rates.buckets()).isZero();
  }

  @Test
  void accounts_that_went_away_are_forgotten() {
    RateLimiter rates = rates("dock=1");
    for (int i = 0; i < 30_000; i++) {
      rates.take("account" + i, "dock.Load");
    }
    pass(1_001);
    rates.take("a", "dock.Load");

    assertThat(rates.buckets()).isEqualTo(1);
  }

  @Test
  void a_limit_of_what_is_not_served_is_refused() {
    assertThatThrownBy(() -> rates("dock.Lode=1"))
        .hasMessage("rates.limits names dock.Lode, which is no service and no operation");
    assertThatThrownBy(() -> rates("doc.*=1")).hasMessageContaining("doc.*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dock", "dock=0", "dock=-1", "dock=1.5", "dock.=1", "=1", "dock=1/s"})
  void a_limit_that_is_none_is_refused(String limit) {
    assertThatThrownBy(() -> new RatesConfig(true, 1, List.of(limit)))
        .hasMessageStartingWith("rates.limits must list")
        .hasMessageEndingWith("was " + limit);
  }

  private RateLimiter rates(String... limits) {
    return new RateLimiter(new RatesConfig(true, 1, List.of(limits)), OPERATIONS, () -> now);
  }

  private int letIn(RateLimiter rates, int calls, String account, String operation) {
    int in = 0;
    for (int i = 0; i < calls; i++) {
      in += rates.take(account, operation) == 0 ? 1 : 0;
    }
    return in;
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
