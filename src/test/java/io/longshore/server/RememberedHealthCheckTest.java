package io.longshore.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.HealthCheck;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RememberedHealthCheckTest {

  private static final Duration AGE = Duration.ofSeconds(10);

  private int runs;
  private boolean healthy = true;
  private Duration now = Duration.ofDays(1);

  private final HealthCheck check =
      new RememberedHealthCheck(
          new HealthCheck() {
            @Override
            public String name() {
              return "nodes";
            }

            @Override
            public boolean isRequired() {
              return false;
            }

            @Override
            public Future<Void> check() {
              runs++;
              return healthy ? Future.succeededFuture() : Future.failedFuture("down");
            }
          },
          AGE,
          () -> now.toNanos());

  @Test
  void a_success_counts_until_it_is_too_old() {
    assertThat(check.check().succeeded()).isTrue();
    now = now.plus(AGE).minusNanos(1);
    healthy = false;
    assertThat(check.check().succeeded()).isTrue();
    assertThat(runs).isEqualTo(1);

    now = now.plusNanos(1);

    assertThat(check.check().cause()).hasMessage("down");
  }

  @Test
  void a_failure_does_not_count_for_the_next_call() {
    healthy = false;
    assertThat(check.check().failed()).isTrue();

    healthy = true;

    assertThat(check.check().succeeded()).isTrue();
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void it_has_the_name_of_the_check_and_is_required_if_that_is() {
    assertThat(check.name()).isEqualTo("nodes");
    assertThat(check.isRequired()).isFalse();
  }
}
