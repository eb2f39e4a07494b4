package io.longshore.transfer.parquet;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** A file of which any bytes can be read. */
public interface RangedFile {

  long size();

  /**
   * Reads bytes.
   *
   * @param first from 0
   * @param length at least 1; the file has as many
   */
  Future<Buffer> read(long first, int length);
}
