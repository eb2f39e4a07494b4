package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DrainConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WiringTest {

  @Test
  void a_task_that_the_configuration_lets_finish_is_not_cut_off_by_the_stop() {
    DrainConfig drain =
        new DrainConfig(Duration.ofSeconds(150), Duration.ZERO, Duration.ofSeconds(110));

    assertThat(Wiring.stopSeconds(drain)).isGreaterThan(drain.timeout().toSeconds());
    assertThat(Wiring.stopSeconds(DrainConfig.defaults())).isEqualTo(Waits.BOUND_SECONDS);
  }
}
