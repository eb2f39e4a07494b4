package io.longshore.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.config.load.ConfigError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StopAndUpkeepTest {

  @Test
  void a_shutdown_time_that_is_too_short_is_rejected() {
    assertThatThrownBy(
            () ->
                new DrainConfig(
                    Duration.ofSeconds(10), Duration.ofSeconds(6), Duration.ofSeconds(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("drain.serveFor (PT6S) and drain.finishWithin (PT4S)");
  }

  @Test
  void a_task_time_limit_above_the_shutdown_wait_is_rejected() {
    assertThatThrownBy(
            () ->
                new DrainConfig(Duration.ofSeconds(100), Duration.ZERO, Duration.ofMillis(80_001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("drain.finishWithin (PT1M20.001S) must be at most four fifths");
    assertThat(
            new DrainConfig(Duration.ofSeconds(100), Duration.ZERO, Duration.ofSeconds(80))
                .forTasks())
        .isEqualTo(Duration.ofSeconds(80));
  }

  @Test
  void tasks_receive_most_of_the_remaining_shutdown_time() {
    DrainConfig drain =
        new DrainConfig(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(5));

    assertThat(drain.forTasks()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void an_invalid_retention_is_rejected_with_its_job_type() {
    assertThatThrownBy(() -> load("pinpoint.export=soon"))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("upkeep.retention of pinpoint.export must be a duration");
    assertThatThrownBy(() -> load("90d"))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("<job type>=<duration>");
  }

  @Test
  void retentions_are_parsed_from_one_line() {
    UpkeepConfig upkeep = load("pinpoint=30d, dataexchange=12h").upkeep();

    assertThat(upkeep.kept("pinpoint.export")).contains(Duration.ofDays(30));
    assertThat(upkeep.kept("dataexchange.job")).contains(Duration.ofHours(12));
    assertThat(upkeep.kept("personalize.import")).isEmpty();
    assertThat(upkeep.retention()).isEqualTo(List.of("pinpoint=30d", "dataexchange=12h"));
  }

  private static LongshoreConfig load(String retention) {
    return LongshoreConfig.load(Optional.empty(), Map.of(), Map.of("upkeep.retention", retention));
  }
}
