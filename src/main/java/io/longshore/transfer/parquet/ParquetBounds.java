package io.longshore.transfer.parquet;

/**
 * How much of a Parquet file may be in memory, and what becomes of what cannot be shown.
 *
 * @param columns more are not read
 * @param footer the bytes of the largest footer
 * @param page the bytes of the largest page, before and after decompression
 * @param dictionary the bytes of the largest dictionary
 * @param window how many bytes of a column are read at once, unless a page has more
 * @param lenient whether bytes that are no text become {@link ParquetColumn#NO_TEXT}; otherwise
 *     their row is malformed
 */
record ParquetBounds(
    int columns, int footer, int page, int dictionary, int window, boolean lenient) {

  /** For jobs. Spark and Arrow write pages of 1 MiB; those of DuckDB are larger. */
  static final ParquetBounds JOB =
      new ParquetBounds(Integer.MAX_VALUE, 16 << 20, 16 << 20, 8 << 20, 1 << 20, false);

  /** For a look at the first rows. Exports have pages and dictionaries of 256 KiB. */
  static final ParquetBounds PREVIEW =
      new ParquetBounds(32, 1 << 20, 512 << 10, 512 << 10, 64 << 10, true);
}
