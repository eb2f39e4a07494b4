package io.longshore.transfer.write;

/**
 * How much the next query asks for, by what the last ones brought. A function of the data alone, so
 * that two exports of the same rows are cut alike.
 *
 * @param rows at most this many
 * @param buckets from this many whole buckets
 */
record AdaptiveFetchSize(int rows, int buckets) {

  /**
   * What a chunk should have. With some slack it stays under half a region of a 256 MiB heap:
   * larger arrays go where G1 collects late, which cost a third of an export's time.
   */
  static final int TARGET_BYTES = 384 * 1024;

  /** What the server must not send at once, however long the lines have grown since the last. */
  static final int MOST_BYTES = 4 * TARGET_BYTES;

  private static final int MOST_ROWS = 4096;
  private static final int MOST_BUCKETS = 16; // bounds what a query reads when few rows match
  private static final int FASTEST_GROWTH = 8;

  static final AdaptiveFetchSize FIRST = new AdaptiveFetchSize(256, 1);

  /** After any query that brought this much. */
  AdaptiveFetchSize after(int broughtRows, long broughtBytes) {
    int wanted = broughtRows == 0 ? rows : rowsFor(broughtRows, broughtBytes);
    return new AdaptiveFetchSize(Math.min(wanted, rows * FASTEST_GROWTH), buckets);
  }

  /** After a query over whole buckets that brought this many rows of those it was allowed. */
  AdaptiveFetchSize spread(int broughtRows) {
    int wanted = broughtRows >= rows ? buckets / 2 : broughtRows < rows / 2 ? buckets * 2 : buckets;
    return new AdaptiveFetchSize(rows, Math.max(1, Math.min(wanted, MOST_BUCKETS)));
  }

  /** After a query whose rows were too much to send. */
  AdaptiveFetchSize afterTooMuch(int foundRows, long foundBytes) {
    return new AdaptiveFetchSize(
        Math.max(1, Math.min(rowsFor(foundRows, foundBytes), foundRows / 2)), 1);
  }

  private static int rowsFor(int rows, long bytes) {
    long fitting = TARGET_BYTES * (long) rows / Math.max(1, bytes);
    return (int) Math.max(1, Math.min(fitting, MOST_ROWS));
  }
}
