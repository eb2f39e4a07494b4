package io.longshore.transfer.write;

import io.vertx.core.buffer.Buffer;

/**
 * Rows in the format of the export.
 *
 * @param rows their number
 * @param bytes in UTF-8; every row ends with a newline
 * @param gzipped whether the bytes are members of a gzip file, which an object gets as they are
 */
public record RowChunk(long rows, Buffer bytes, boolean gzipped) {

  /** Rows that are not compressed. */
  public RowChunk(long rows, Buffer bytes) {
    this(rows, bytes, false);
  }
}
