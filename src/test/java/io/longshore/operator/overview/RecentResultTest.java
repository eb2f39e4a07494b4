package io.longshore.operator.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecentResultTest {

  private static final long SECOND = 1_000_000_000L;

  private long now;
  private int computed;
  private Optional<String> failure = Optional.empty();
  private final RecentResult<Integer> recent =
      new RecentResult<>(
          () -> {
            computed++;
            return failure.isPresent()
                ? Future.failedFuture(failure.get())
                : Future.succeededFuture(computed);
          },
          Duration.ofSeconds(10),
          () -> now);

  @Test
  void a_result_is_kept_for_its_time_and_computed_again_after_it() {
    assertThat(recent.get().result()).contains(1);
    now = 9 * SECOND;
    assertThat(recent.get().result()).contains(1);
    now = 10 * SECOND;
    assertThat(recent.get().result()).contains(2);
  }

  @Test
  void a_failure_is_no_result_and_is_not_kept() {
    failure = Optional.of("no database");
    assertThat(recent.get().result()).isEmpty();
    failure = Optional.empty();
    assertThat(recent.get().result()).contains(2);
  }
}
