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

  private static final Set<String> OPERATIONS =
      Set.of("sample.Load", "sample.Unload", "other.Lift");

  private long now = Long.MAX_VALUE - 1; // System.nanoTime may overflow

  @Test
  void a_second_s_calls_may_come_at_once_and_then_one_by_one() {
    RateLimiter rates = rates("sample.Load=4");

    assertThat(admitted(rates, 10, "a", "sample.Load")).isEqualTo(4);
    assertThat(rates.take("a", "sample.Load")).isEqualTo(TimeUnit.MILLISECONDS.toNanos(250));
    pass(249);
    assertThat(rates.take("a", "sample.Load")).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1));
    pass(1);
    assertThat(admitted(rates, 10, "a", "sample.Load")).isEqualTo(1);
    pass(60_000);
    assertThat(admitted(rates, 10, "a", "sample.Load")).isEqualTo(4);
  }

  @Test
  void over_a_minute_no_more_than_the_rate_is_admitted() {
    RateLimiter rates = rates("sample.Load=7");
    int admitted = 0;
    for (int i = 0; i < 60_000; i += 10) {
      admitted += admitted(rates, 3, "a", "sample.Load");
      pass(10);
    }
    assertThat(admitted).isBetween(7 * 60, 7 * 61);
  }

  @Test
  void accounts_and_operations_have_separate_limits() {
    RateLimiter rates = rates("sample.*=2", "sample.Load=1");

    assertThat(admitted(rates, 5, "a", "sample.Load")).isEqualTo(1);
    assertThat(admitted(rates, 5, "b", "sample.Load")).isEqualTo(1);
    assertThat(admitted(rates, 5, "a", "sample.Unload")).isEqualTo(2);
    assertThat(admitted(rates, 50, "a", "other.Lift")).isEqualTo(50);
  }

  @Test
  void all_operations_of_a_service_may_share_a_limit() {
    RateLimiter rates = rates("sample=3", "sample.Load=2");

    assertThat(admitted(rates, 5, "a", "sample.Load")).isEqualTo(2);
    assertThat(admitted(rates, 5, "a", "sample.Unload")).isEqualTo(1);
  }

  @Test
  void replicas_share_a_rate_even_below_one_call_per_second_each() {
    RateLimiter rates =
        new RateLimiter(new RatesConfig(true, 4, List.of("sample=2")), OPERATIONS, () -> now);

    assertThat(admitted(rates, 5, "a", "sample.Load")).isEqualTo(1);
    pass(1_999);
    assertThat(admitted(rates, 5, "a", "sample.Load")).isZero();
    pass(1);
    assertThat(admitted(rates, 5, "a", "sample.Load")).isEqualTo(1);
  }

  @Test
  void nothing_is_limited_unless_enforced() {
    RateLimiter rates =
        new RateLimiter(new RatesConfig(false, 1, List.of("sample=1")), OPERATIONS, () -> now);

    assertThat(admitted(rates, 50, "a", "sample.Load")).isEqualTo(50);
    assertThat(rates.buckets()).isZero();
  }

  @Test
  void idle_accounts_are_removed() {
    RateLimiter rates = rates("sample=1");
    for (int i = 0; i < 30_000; i++) {
      rates.take("account" + i, "sample.Load");
    }
    pass(1_001);
    rates.take("a", "sample.Load");

    assertThat(rates.buckets()).isEqualTo(1);
  }

  @Test
  void a_limit_of_an_unserved_operation_is_refused() {
    assertThatThrownBy(() -> rates("sample.Lode=1"))
        .hasMessage("rates.limits names sample.Lode, which is neither a service nor an operation");
    assertThatThrownBy(() -> rates("doc.*=1")).hasMessageContaining("doc.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sample", "sample=0", "sample=-1", "sample=1.5", "sample.=1", "=1", "sample=1/s"})
  void an_invalid_limit_is_refused(String limit) {
    assertThatThrownBy(() -> new RatesConfig(true, 1, List.of(limit)))
        .hasMessageStartingWith("rates.limits must list")
        .hasMessageEndingWith("was " + limit);
  }

  private RateLimiter rates(String... limits) {
    return new RateLimiter(new RatesConfig(true, 1, List.of(limits)), OPERATIONS, () -> now);
  }

  private int admitted(RateLimiter rates, int calls, String account, String operation) {
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
