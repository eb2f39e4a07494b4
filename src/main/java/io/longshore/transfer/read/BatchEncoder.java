package io.longshore.transfer.read;

import io.longshore.transfer.read.Importer.RowEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Adds batches of rows to an encoder, and counts those that it takes and refuses. */
public final class BatchEncoder<T> {

  private final RowEncoder<T> encoder;
  private long accepted;
  private long refused;

  public BatchEncoder(RowEncoder<T> encoder) {
    this.encoder = encoder;
  }

  /**
   * Adds the rows, and returns those that could not be read or are refused, by line.
   *
   * @param taken called after each row that was added
   */
  public List<MalformedRow> add(RowBatch<T> batch, Consumer<ReadRow<T>> taken) {
    List<MalformedRow> bad = new ArrayList<>(batch.bad());
    for (ReadRow<T> row : batch.rows()) {
      try {
        encoder.add(row);
        taken.accept(row);
      } catch (IllegalArgumentException reason) {
        bad.add(new MalformedRow(row.line(), reason.getMessage()));
      }
    }
    accepted += batch.rows().size() + batch.bad().size() - bad.size();
    refused += bad.size();
    bad.sort(Comparator.comparingLong(MalformedRow::line));
    return bad;
  }

  /** The number of rows that the encoder has. */
  public long accepted() {
    return accepted;
  }

  /** The number of rows that could not be read or were refused. */
  public long refused() {
    return refused;
  }
}
