package io.longshore.service.personalize;

import io.longshore.job.Rejection;
import io.longshore.store.CopyRows;
import io.longshore.transfer.CsvRow;
import io.longshore.transfer.Importer;
import io.longshore.transfer.ReadRow;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A file's rows as COPY takes them into the table of records. */
final class CsvRecords implements Importer.RowEncoder<CsvRow> {

  static final String COPY =
      "COPY personalize_record (container, bucket, id, line, columns, load, seq) FROM STDIN";

  private final RecordSchema schema;
  private final String dataset;
  private final UUID load;
  private final long seq;
  private final CopyRows rows = new CopyRows();
  private List<String> header;

  CsvRecords(RecordSchema schema, String dataset, UUID load, long seq) {
    this.schema = schema;
    this.dataset = dataset;
    this.load = load;
    this.seq = seq;
  }

  @Override
  public void add(ReadRow<CsvRow> row) {
    if (header == null) {
      header = row.value().header();
      requireColumns();
    }
    Map<String, String> cells = new HashMap<>();
    List<String> values = row.value().values();
    for (int i = 0; i < header.size(); i++) {
      cells.put(header.get(i), values.get(i).isEmpty() ? null : values.get(i));
    }
    for (Field field : schema.fields()) {
      Cells.fault(field, cells.get(field.name()))
          .ifPresent(
              fault -> {
                throw new IllegalArgumentException(fault);
              });
    }
    DataRecord made = DataRecord.of(schema, cells);
    rows.add(dataset)
        .add(made.bucket())
        .add(
            made.prefix()
                + "%016x%s%08x".formatted(seq, load.toString().substring(0, 8), row.line()))
        .add(made.line())
        .add(schema.fields().size())
        .add(load.toString())
        .add(seq)
        .end();
  }

  @Override
  public Buffer take() {
    return rows.take();
  }

  private void requireColumns() {
    List<String> missing =
        schema.fields().stream().map(Field::name).filter(n -> !header.contains(n)).toList();
    if (!missing.isEmpty()) {
      throw new Rejection("Input CSV is missing the following columns:" + missing);
    }
    if (new HashSet<>(header).size() < header.size()) {
      throw new Rejection("Input CSV has a column twice: " + header);
    }
  }
}
