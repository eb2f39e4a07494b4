package io.longshore.store;

import java.util.List;
import java.util.stream.IntStream;

/** How the rows of a container are split for work side by side: the same for as many rows. */
public final class BucketPartitioner {

  private static final long SMALL = 50_000;
  private static final long ROWS_A_SHARE = 250_000;
  private static final int FEWEST = 4;
  private static final int MOST = 64;

  private BucketPartitioner() {}

  /**
   * Which buckets each share has: one share of few rows, at least four of more than 100,000.
   *
   * @param rows about how many there are
   */
  public static List<List<Integer>> ofRows(long rows) {
    int count = count(rows);
    return IntStream.range(0, count)
        .mapToObj(i -> buckets(i * HashBucket.COUNT / count, (i + 1) * HashBucket.COUNT / count))
        .toList();
  }

  /** The buckets from one number to before another. */
  public static List<Integer> buckets(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  static int count(long rows) {
    if (rows < SMALL) {
      return 1;
    }
    long even = (rows + ROWS_A_SHARE - 1) / ROWS_A_SHARE;
    return (int) Math.max(FEWEST, Math.min(MOST, even));
  }
}
