package io.longshore.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.load.ConfigError;
import io.longshore.fixture.WorkerSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerConfigTest {

  @Test
  void the_defaults_equal_the_documented_ones() {
    WorkerConfig config = WorkerConfig.defaults();

    assertThat(config.slots()).isEqualTo(4);
    assertThat(config.lease()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.poll()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.sweep()).isEqualTo(Duration.ofSeconds(4));
    assertThat(config.maxAttempts()).isEqualTo(5);
  }

  @Test
  void a_worker_without_slots_is_rejected() {
    assertThatThrownBy(() -> config(0, 30, 10, 5, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("worker.slots must be at least 1, was 0");
  }

  @Test
  void a_heartbeat_longer_than_a_third_of_the_lease_is_rejected() {
    assertThatThrownBy(() -> config(4, 30, 11, 5, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("worker.heartbeat (PT11S) must be at most a third of worker.lease (PT10S)");
  }

  @Test
  void a_margin_longer_than_a_third_of_the_lease_is_rejected() {
    assertThatThrownBy(() -> config(4, 30, 10, 11, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("worker.margin (PT11S) must be at most");
  }

  @Test
  void zero_attempts_are_rejected() {
    assertThatThrownBy(() -> config(4, 30, 10, 5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("worker.maxAttempts must be at least 1, was 0");
  }

  @Test
  void an_interval_of_zero_is_rejected() {
    assertThatThrownBy(() -> config(4, 30, 0, 5, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("worker.heartbeat must be at least 1 ms, was PT0S");
  }

  @Test
  void an_s3_timeout_far_beyond_lease_and_grace_is_rejected() {
    WorkerSettings settings = new WorkerSettings(Map.of()).with("lease", "6s", "heartbeat", "1s");

    assertThatThrownBy(
            () -> settings.with("margin", "1s", "completeGrace", "1s", "s3Timeout", "22s").config())
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("worker.s3Timeout (PT22S) must be at most three times worker.lease")
        .hasMessageContaining("(PT21S)");
    assertThat(
            settings
                .with("margin", "1s", "completeGrace", "1s", "s3Timeout", "21s")
                .config()
                .s3Timeout())
        .isEqualTo(Duration.ofSeconds(21));
  }

  private static WorkerConfig config(
      int slots, int lease, int heartbeat, int margin, int maxAttempts) {
    WorkerConfig usual = WorkerConfig.defaults();
    return new WorkerConfig(
        slots,
        Duration.ofSeconds(lease),
        Duration.ofSeconds(heartbeat),
        Duration.ofSeconds(margin),
        usual.poll(),
        usual.sweep(),
        maxAttempts,
        usual.backoffFirst(),
        usual.backoffCap(),
        usual.s3Timeout(),
        usual.completeGrace(),
        usual.outageCap(),
        usual.throttledPause(),
        usual.giveUpAfter(),
        usual.perAccount(),
        usual.perType());
  }
}
