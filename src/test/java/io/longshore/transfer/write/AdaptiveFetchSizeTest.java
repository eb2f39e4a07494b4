package io.longshore.transfer.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdaptiveFetchSizeTest {

  @Test
  void a_query_asks_for_about_a_chunk() {
    AdaptiveFetchSize pace = AdaptiveFetchSize.FIRST.after(256, 256 * 300).after(2048, 2048 * 300);

    assertThat(pace.rows() * 300)
        .isBetween(AdaptiveFetchSize.TARGET_BYTES * 9 / 10, AdaptiveFetchSize.TARGET_BYTES);
  }

  @Test
  void short_lines_do_not_make_it_ask_for_ever_more() {
    AdaptiveFetchSize pace = AdaptiveFetchSize.FIRST;
    for (int i = 0; i < 10; i++) {
      pace = pace.after(pace.rows(), pace.rows() * 2L);
    }

    assertThat(pace.rows()).isEqualTo(4096);
  }

  @Test
  void a_line_of_a_chunk_comes_alone() {
    assertThat(AdaptiveFetchSize.FIRST.after(2, 3L * AdaptiveFetchSize.TARGET_BYTES).rows())
        .isEqualTo(1);
  }

  @Test
  void it_grows_step_by_step_and_falls_at_once() {
    assertThat(AdaptiveFetchSize.FIRST.after(1, 10).rows()).isEqualTo(2048);
    assertThat(new AdaptiveFetchSize(4096, 1).after(1, 15_000).rows()).isEqualTo(26);
  }

  @Test
  void small_buckets_are_asked_for_together() {
    assertThat(AdaptiveFetchSize.FIRST.spread(3).spread(3).buckets()).isEqualTo(4);
    assertThat(new AdaptiveFetchSize(256, 16).spread(0).buckets()).isEqualTo(16);
    assertThat(new AdaptiveFetchSize(256, 16).spread(200).buckets()).isEqualTo(16);
    assertThat(new AdaptiveFetchSize(256, 16).spread(256).buckets()).isEqualTo(8);
    assertThat(new AdaptiveFetchSize(256, 1).spread(256).buckets()).isEqualTo(1);
  }

  @Test
  void what_was_too_much_is_asked_for_in_smaller_shares_down_to_one_row() {
    AdaptiveFetchSize pace =
        new AdaptiveFetchSize(4096, 8).afterTooMuch(4096, 60L * AdaptiveFetchSize.TARGET_BYTES);
    assertThat(pace).isEqualTo(new AdaptiveFetchSize(68, 1));

    assertThat(pace.afterTooMuch(2, 5L * AdaptiveFetchSize.TARGET_BYTES).rows()).isEqualTo(1);
    assertThat(pace.afterTooMuch(3, 5L * AdaptiveFetchSize.TARGET_BYTES).rows()).isEqualTo(1);
  }
}
