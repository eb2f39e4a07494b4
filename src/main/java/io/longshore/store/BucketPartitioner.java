package io.longshore.store;

import java.util.List;
import java.util.stream.IntStream;

/** Splits the hash buckets of a container into parts of about equal size, by the number of rows. */
public final class BucketPartitioner {

  private static final long MAX_ROWS_OF_ONE_PART = 50_000;
  private static final long ROWS_PER_PART = 250_000;
  private static final int MIN_PARTS = 4;
  private static final int MAX_PARTS = 64;

  private BucketPartitioner() {}

  /**
   * The hash buckets of each part: one part for less than 50,000 rows, else at least four. The
   * result depends on the number of rows only.
   *
   * @param rows an estimate
   */
  public static List<List<Integer>> ofRows(long rows) {
    int count = count(rows);
    return IntStream.range(0, count)
        .mapToObj(i -> buckets(i * HashBucket.COUNT / count, (i + 1) * HashBucket.COUNT / count))
        .toList();
  }

  /**
   * The numbers of hash buckets.
   *
   * @param from inclusive
   * @param to exclusive
   */
  public static List<Integer> buckets(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  static int count(long rows) {
    if (rows < MAX_ROWS_OF_ONE_PART) {
      return 1;
    }
    long even = (rows + ROWS_PER_PART - 1) / ROWS_PER_PART;
    return (int) Math.max(MIN_PARTS, Math.min(MAX_PARTS, even));
  }
}
