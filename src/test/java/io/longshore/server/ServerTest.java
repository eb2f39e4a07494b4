package io.longshore.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.async.Blocking;
import io.longshore.config.DrainConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServerTest {

  @Test
  void the_stop_waits_as_long_as_the_configuration_allows_tasks_to_finish() {
    DrainConfig drain =
        new DrainConfig(Duration.ofSeconds(150), Duration.ZERO, Duration.ofSeconds(110));

    assertThat(Server.stopSeconds(drain)).isGreaterThan(drain.timeout().toSeconds());
    assertThat(Server.stopSeconds(DrainConfig.defaults()))
        .isEqualTo(Blocking.DEFAULT_TIMEOUT_SECONDS);
  }
}
