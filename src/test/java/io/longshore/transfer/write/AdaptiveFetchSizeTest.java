package io.longshore.transfer.write;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdaptiveFetchSizeTest {

  @Test
  void a_query_requests_about_one_chunk() {
    AdaptiveFetchSize size =
        AdaptiveFetchSize.INITIAL.after(256, 256 * 300).after(2048, 2048 * 300);

    assertThat(size.rows() * 300)
        .isBetween(AdaptiveFetchSize.TARGET_BYTES * 9 / 10, AdaptiveFetchSize.TARGET_BYTES);
  }

  @Test
  void the_size_is_bounded_for_short_lines() {
    AdaptiveFetchSize size = AdaptiveFetchSize.INITIAL;
    for (int i = 0; i < 10; i++) {
      size = size.after(size.rows(), size.rows() * 2L);
    }

    assertThat(size.rows()).isEqualTo(4096);
  }

  @Test
  void a_line_as_large_as_a_chunk_is_requested_alone() {
    assertThat(AdaptiveFetchSize.INITIAL.after(2, 3L * AdaptiveFetchSize.TARGET_BYTES).rows())
        .isEqualTo(1);
  }

  @Test
  void it_grows_step_by_step_and_shrinks_at_once() {
    assertThat(AdaptiveFetchSize.INITIAL.after(1, 10).rows()).isEqualTo(2048);
    assertThat(new AdaptiveFetchSize(4096, 1).after(1, 15_000).rows()).isEqualTo(26);
  }

  @Test
  void small_buckets_are_requested_together() {
    assertThat(AdaptiveFetchSize.INITIAL.afterBuckets(3).afterBuckets(3).buckets()).isEqualTo(4);
    assertThat(new AdaptiveFetchSize(256, 16).afterBuckets(0).buckets()).isEqualTo(16);
    assertThat(new AdaptiveFetchSize(256, 16).afterBuckets(200).buckets()).isEqualTo(16);
    assertThat(new AdaptiveFetchSize(256, 16).afterBuckets(256).buckets()).isEqualTo(8);
    assertThat(new AdaptiveFetchSize(256, 1).afterBuckets(256).buckets()).isEqualTo(1);
  }

  @Test
  void large_buckets_are_requested_alone_although_more_would_fit() {
    assertThat(new AdaptiveFetchSize(4096, 1).afterBuckets(255).buckets()).isEqualTo(2);
    assertThat(new AdaptiveFetchSize(4096, 1).afterBuckets(256).buckets()).isEqualTo(1);
    assertThat(new AdaptiveFetchSize(4096, 4).afterBuckets(4 * 511).buckets()).isEqualTo(4);
    assertThat(new AdaptiveFetchSize(4096, 4).afterBuckets(4 * 512).buckets()).isEqualTo(2);
  }

  @Test
  void results_that_were_too_large_are_requested_in_smaller_parts_down_to_one_row() {
    AdaptiveFetchSize size =
        new AdaptiveFetchSize(4096, 8).afterTooLarge(4096, 60L * AdaptiveFetchSize.TARGET_BYTES);
    assertThat(size).isEqualTo(new AdaptiveFetchSize(68, 1));

    assertThat(size.afterTooLarge(2, 5L * AdaptiveFetchSize.TARGET_BYTES).rows()).isEqualTo(1);
    assertThat(size.afterTooLarge(3, 5L * AdaptiveFetchSize.TARGET_BYTES).rows()).isEqualTo(1);
  }
}
