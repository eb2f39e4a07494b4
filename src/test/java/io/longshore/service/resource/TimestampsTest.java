package io.longshore.service.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimestampsTest {

  @Test
  void times_have_three_digits_of_a_second_and_z() {
    assertThat(Timestamps.text(Instant.parse("2026-11-21T10:00:00Z")))
        .isEqualTo("2026-11-21T10:00:00.000Z");
    assertThat(Timestamps.text(Instant.parse("2026-11-21T10:00:00.123456789Z")))
        .isEqualTo("2026-11-21T10:00:00.123Z");
  }

  @Test
  void the_present_time_is_in_whole_milliseconds() {
    Instant time = Instant.parse("2026-11-21T10:00:00.123456789Z");

    assertThat(Timestamps.now(() -> time)).isEqualTo(Instant.parse("2026-11-21T10:00:00.123Z"));
  }
}
