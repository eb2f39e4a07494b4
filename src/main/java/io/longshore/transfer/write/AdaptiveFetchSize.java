package io.longshore.transfer.write;

/**
 * The size of the next query, adapted to the results of the queries before. It depends on the data
 * only, so two exports of the same rows have the same chunks.
 *
 * @param rows maximum number of rows
 * @param buckets number of whole hash buckets
 */
record AdaptiveFetchSize(int rows, int buckets) {

  /**
   * The size to reach. Chunks stay below half a region of a 256 MiB heap, with some margin: G1
   * collects larger arrays late, which took a third of an export's time.
   */
  static final int TARGET_BYTES = 384 * 1024;

  /** The maximum size of a result, however long the lines are. */
  static final int MAX_BYTES = 4 * TARGET_BYTES;

  private static final int MAX_ROWS = 4096;
  private static final int MAX_BUCKETS = 16; // limits what a query reads if few rows match
  private static final int MAX_GROWTH = 8;

  /**
   * A hash bucket with so many rows is queried by itself, because Citus aggregates the rows of a
   * query with a limit on a worker only if they are all in one shard, and otherwise sends each of
   * them to the coordinator first.
   */
  private static final int ROWS_ALONE = 256;

  static final AdaptiveFetchSize INITIAL = new AdaptiveFetchSize(256, 1);

  /** The size after a query with that result. */
  AdaptiveFetchSize after(int resultRows, long resultBytes) {
    int wanted = resultRows == 0 ? rows : rowsFor(resultRows, resultBytes);
    return new AdaptiveFetchSize(Math.min(wanted, rows * MAX_GROWTH), buckets);
  }

  /** The size after a query of whole buckets with that many rows. */
  AdaptiveFetchSize afterBuckets(int resultRows) {
    int most = Math.min(rows, 2 * ROWS_ALONE * buckets);
    int few = Math.min(rows / 2, ROWS_ALONE * buckets);
    int wanted = resultRows >= most ? buckets / 2 : resultRows < few ? buckets * 2 : buckets;
    return new AdaptiveFetchSize(rows, Math.max(1, Math.min(wanted, MAX_BUCKETS)));
  }

  /** The size after a query whose result exceeded {@link #MAX_BYTES}. */
  AdaptiveFetchSize afterTooLarge(int resultRows, long resultBytes) {
    return new AdaptiveFetchSize(
        Math.max(1, Math.min(rowsFor(resultRows, resultBytes), resultRows / 2)), 1);
  }

  private static int rowsFor(int rows, long bytes) {
    long fitting = TARGET_BYTES * (long) rows / Math.max(1, bytes);
    return (int) Math.max(1, Math.min(fitting, MAX_ROWS));
  }
}
