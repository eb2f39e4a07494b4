package io.longshore.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FencedSinkTest {

  private static final long LARGEST_ASSET = 100L << 30;

  @Test
  void the_parts_that_s3_takes_of_an_object_hold_the_largest_asset_and_few_are_large() {
    assertThat(IntStream.rangeClosed(1, 10_000).mapToLong(FencedSink::partBytes).sum())
        .isGreaterThan(LARGEST_ASSET);
    assertThat(FencedSink.partBytes(1)).isEqualTo(FencedSink.PART_BYTES);
    assertThat(IntStream.rangeClosed(1, 10_000).map(FencedSink::partBytes).max())
        .hasValue(32 << 20);
  }
}
