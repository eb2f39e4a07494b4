package io.longshore.edge.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcurrencyLimiterTest {

  private static int entered(ConcurrencyLimiter limiter, String account) {
    int entered = 0;
    while (limiter.tryAcquire(account).isEmpty()) {
      entered++;
    }
    return entered;
  }

  @Test
  void one_account_alone_gets_three_quarters() {
    ConcurrencyLimiter limiter = new ConcurrencyLimiter(256);

    assertThat(entered(limiter, "a")).isEqualTo(192);
    assertThat(limiter.tryAcquire("a")).contains(ThrottleReason.SHARE);
    assertThat(limiter.used()).isEqualTo(192);
  }

  @Test
  void the_next_account_gets_a_permit_after_four_accounts_took_all_they_could() {
    ConcurrencyLimiter limiter = new ConcurrencyLimiter(256);
    List<Integer> entered = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      entered.add(entered(limiter, "account" + i));
    }

    assertThat(entered).containsExactly(192, 48, 12, 3, 1);
    assertThat(limiter.tryAcquire("one more")).contains(ThrottleReason.BUSY);
  }

  @Test
  void accounts_that_alternate_get_the_same_number() {
    ConcurrencyLimiter limiter = new ConcurrencyLimiter(70);
    int[] entered = new int[2];
    for (int i = 0; i < 200; i++) {
      entered[i % 2] += limiter.tryAcquire("account" + i % 2).isEmpty() ? 1 : 0;
    }

    assertThat(entered).containsExactly(30, 30); // three sevenths
  }

  @Test
  void a_released_permit_is_free_and_a_refused_call_takes_none() {
    ConcurrencyLimiter limiter = new ConcurrencyLimiter(4);
    assertThat(entered(limiter, "a")).isEqualTo(3);
    for (int i = 0; i < 100; i++) {
      assertThat(limiter.tryAcquire("a")).contains(ThrottleReason.SHARE);
    }
    assertThat(limiter.tryAcquire("b")).isEmpty();
    assertThat(limiter.tryAcquire("c")).contains(ThrottleReason.BUSY);
    limiter.release("a");
    limiter.release("a");
    assertThat(limiter.tryAcquire("c")).isEmpty();
  }

  @Test
  void concurrent_threads_never_exceed_the_limit_and_release_all_permits() {
    ConcurrencyLimiter limiter = new ConcurrencyLimiter(8);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    IntStream.range(0, 200_000)
        .parallel()
        .forEach(
            i -> {
              String account = "account" + i % 5;
              Optional<ThrottleReason> full = limiter.tryAcquire(account);
              if (full.isEmpty()) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                limiter.release(account);
              }
            });

    assertThat(most.get()).isBetween(1, 8);
    assertThat(limiter.used()).isZero();
    assertThat(entered(limiter, "a")).isEqualTo(6);
  }
}
