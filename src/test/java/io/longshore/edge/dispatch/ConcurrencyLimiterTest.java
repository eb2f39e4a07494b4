package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcurrencyLimiterTest {

  private static int entered(ConcurrencyLimiter turnstile, String account) {
    int entered = 0;
    while (turnstile.enter(account).isEmpty()) {
      entered++;
    }
    return entered;
  }

  @Test
  void one_account_alone_gets_three_quarters() {
    ConcurrencyLimiter turnstile = new ConcurrencyLimiter(256);

    assertThat(entered(turnstile, "a")).isEqualTo(192);
    assertThat(turnstile.enter("a")).contains(ThrottleReason.SHARE);
    assertThat(turnstile.inside()).isEqualTo(192);
  }

  @Test
  void the_next_account_finds_a_place_though_four_fill_it_one_after_the_other() {
    ConcurrencyLimiter turnstile = new ConcurrencyLimiter(256);
    List<Integer> entered = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      entered.add(entered(turnstile, "account" + i));
    }

    assertThat(entered).containsExactly(192, 48, 12, 3, 1);
    assertThat(turnstile.enter("one more")).contains(ThrottleReason.BUSY);
  }

  @Test
  void accounts_that_take_turns_get_the_same() {
    ConcurrencyLimiter turnstile = new ConcurrencyLimiter(70);
    int[] entered = new int[2];
    for (int i = 0; i < 200; i++) {
      entered[i % 2] += turnstile.enter("account" + i % 2).isEmpty() ? 1 : 0;
    }

    assertThat(entered).containsExactly(30, 30); // three sevenths
  }

  @Test
  void a_place_that_was_left_is_free_and_a_refused_call_takes_none() {
    ConcurrencyLimiter turnstile = new ConcurrencyLimiter(4);
    assertThat(entered(turnstile, "a")).isEqualTo(3);
    for (int i = 0; i < 100; i++) {
      assertThat(turnstile.enter("a")).contains(ThrottleReason.SHARE);
    }
    assertThat(turnstile.enter("b")).isEmpty();
    assertThat(turnstile.enter("c")).contains(ThrottleReason.BUSY);
    turnstile.leave("a");
    turnstile.leave("a");
    assertThat(turnstile.enter("c")).isEmpty();
  }

  @Test
  void many_threads_never_fill_it_over_its_limit_and_leave_it_empty() {
    ConcurrencyLimiter turnstile = new ConcurrencyLimiter(8);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    IntStream.range(0, 200_000)
        .parallel()
        .forEach(
            i -> {
              String account = "account" + i % 5;
              Optional<ThrottleReason> full = turnstile.enter(account);
              if (full.isEmpty()) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                turnstile.leave(account);
              }
            });

    assertThat(most.get()).isBetween(1, 8);
    assertThat(turnstile.inside()).isZero();
    assertThat(entered(turnstile, "a")).isEqualTo(6);
  }
}
