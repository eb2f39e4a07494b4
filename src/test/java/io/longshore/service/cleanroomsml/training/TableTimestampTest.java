package io.longshore.service.cleanroomsml.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the timestamps of a training table are read. */
class TableTimestampTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1700000000, 1700000000",
    "+5, 5",
    "1700000000.9, 1700000000",
    "12., 12",
    "-1, -1",
    "-1.0, -1",
    "-1.5, -2"
  })
  void a_number_is_seconds_rounded_down(String text, long second) {
    assertThat(TableTimestamp.second(text)).hasValue(second);
  }

  @ParameterizedTest
  @CsvSource({
    "2023-11-14 22:13:20, 1700000000",
    "2023-11-14T22:13:20Z, 1700000000",
    "2023-11-14t22:13:20z, 1700000000",
    "2023-11-14 22:13:20.999, 1700000000",
    "2023-11-14 22:13, 1699999980",
    "2023-11-14 22:13:20 UTC, 1700000000",
    "2023-11-15 03:43:20+05:30, 1700000000",
    "2023-11-14 20:13:20 -02, 1700000000",
    "1969-12-31 23:59:59, -1"
  })
  void a_timestamp_is_in_utc_unless_it_has_an_offset(String text, long second) {
    assertThat(TableTimestamp.second(text)).hasValue(second);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "1e9",
        "12,5",
        " 1",
        "2023-11-14",
        "2023-02-30 10:00:00",
        "2023-11-14 25:00:00",
        "2023-11-14 10:00:00 +19:00",
        "2023-11-14 10:00:00 CET",
        "12345678901234567890"
      })
  void another_text_is_not_a_timestamp(String text) {
    assertThat(TableTimestamp.second(text)).isEmpty();
  }

  @Test
  void the_latest_second_is_the_last_of_the_year_9999() {
    assertThat(TableTimestamp.second("9999-12-31 23:59:59")).hasValue(TableTimestamp.LATEST);
  }
}
