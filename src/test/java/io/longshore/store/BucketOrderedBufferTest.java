package io.longshore.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketOrderedBufferTest {

  private static final int ROWS = 40_000;

  private final BucketOrderedBuffer runs = new BucketOrderedBuffer();
  private final Buffer given = Buffer.buffer();

  @Test
  void every_row_is_returned_once() {
    addAll();

    assertThat(given.toString().lines())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, ROWS)
                .mapToObj(BucketOrderedBufferTest::row)
                .map(String::strip)
                .toList());
  }

  @Test
  void rows_of_a_bucket_are_adjacent_and_sorted() {
    addAll();

    assertThat(stretches()).isLessThanOrEqualTo(2 * 256);
  }

  @Test
  void the_rest_is_returned_in_bounded_chunks() {
    addAll();

    assertThat(runs.rest().length()).isZero();
    assertThat(runs.take().length()).isZero();
  }

  /** Adds rows in an order that is unrelated to their hash buckets. */
  private void addAll() {
    for (int n = 0; n < ROWS; n++) {
      runs.add(bucket(n), row(n).getBytes(UTF_8));
      if (n % 1000 == 0) {
        given.appendBuffer(runs.take());
      }
    }
    for (Buffer rest = runs.rest(); rest.length() > 0; rest = runs.rest()) {
      assertThat(rest.length()).isLessThan(2 << 20);
      given.appendBuffer(rest);
    }
  }

  /** Counts rows that follow a row of another bucket, or a greater row of the same bucket. */
  private int stretches() {
    int stretches = 0;
    String last = "999";
    for (String row : given.toString().lines().toList()) {
      boolean follows = row.startsWith(last.substring(0, 3)) && row.compareTo(last) > 0;
      stretches += follows ? 0 : 1;
      last = row;
    }
    return stretches;
  }

  private static short bucket(int n) {
    return (short) (n * 31 % 256);
  }

  private static String row(int n) {
    return "%03d %05d %s\n".formatted(bucket(n), n * 7919 % 65_536, "x".repeat(300));
  }
}
