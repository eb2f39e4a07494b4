package io.longshore.transfer.read;

import java.util.List;

/**
 * Some rows of a file, in the order of the file.
 *
 * @param rows those that could be read
 * @param bad those that could not
 */
public record RowBatch<T>(List<ReadRow<T>> rows, List<MalformedRow> bad) {

  public RowBatch {
    rows = List.copyOf(rows);
    bad = List.copyOf(bad);
  }
}
