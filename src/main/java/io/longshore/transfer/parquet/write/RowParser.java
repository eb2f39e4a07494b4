package io.longshore.transfer.parquet.write;

import org.apache.parquet.schema.MessageType;

/** Parses rows in the service's own format. */
interface RowParser {

  /**
   * Takes from the chunk what describes the rows. Called for every chunk before {@link #parse}.
   *
   * @return where in the chunk the rows begin
   */
  int begin(byte[] chunk);

  /** The schema of the file; called after the first {@link #begin} only. */
  MessageType schema();

  /** Writes the values of rows into their columns. */
  void parse(byte[] chunk, int from, ParquetContent file);
}
