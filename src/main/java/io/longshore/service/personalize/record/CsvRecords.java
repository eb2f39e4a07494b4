package io.longshore.service.personalize.record;

import io.longshore.service.personalize.schema.Field;
import io.longshore.service.personalize.schema.FieldType;
import io.longshore.service.personalize.schema.RecordSchema;
import io.longshore.service.personalize.schema.SchemaRules;
import io.longshore.store.BucketOrderedBuffer;
import io.longshore.store.CopyTextBuffer;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.Importer;
import io.longshore.transfer.read.ReadRow;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Encodes a file's rows for COPY into the table of records. */
public final class CsvRecords implements Importer.RowEncoder<CsvRow> {

  public static final String COPY =
      "COPY personalize_record (container, bucket, id, line, columns, load, seq) FROM STDIN";

  private static final HexFormat HEX = HexFormat.of();
  private static final int LINE_DIGITS = 8;

  private final RecordSchema schema;
  private final List<Field> fields; // of a file: optional values may be missing
  private final String dataset;
  private final String load;
  private final long seq;
  private final String attempt; // the part of all rows' ids before the line's number
  private final UnparsedValues unread = new UnparsedValues();
  private final CopyTextBuffer row = new CopyTextBuffer();
  private final BucketOrderedBuffer runs = new BucketOrderedBuffer();
  private final String[] cells; // of the present row, in the schema's order
  private String last;
  private int[] columns; // the position of each in the file

  /**
   * @param domain of the schema, or null for none
   */
  public CsvRecords(RecordSchema schema, String domain, String dataset, UUID load, long seq) {
    this.schema = schema;
    Set<String> filled = SchemaRules.filled(schema, domain);
    this.fields =
        schema.fields().stream()
            .map(field -> filled.contains(field.name()) ? field : field.orNull())
            .toList();
    this.dataset = dataset;
    this.load = load.toString();
    this.seq = seq;
    this.attempt = HEX.toHexDigits(seq) + this.load.substring(0, 8);
    this.cells = new String[schema.fields().size()];
  }

  @Override
  public void add(ReadRow<CsvRow> read) {
    if (columns == null) {
      columns = CsvColumns.of(schema.names(), read.value().header());
    }
    take(read.line(), read.value().values());
    DataRecord made = DataRecord.of(schema, Arrays.asList(cells));
    last = made.line();
    short bucket = made.bucket();
    row.add(dataset)
        .add(bucket)
        .add(made.prefix() + attempt + HEX.toHexDigits(read.line(), LINE_DIGITS))
        .add(made.line())
        .add(cells.length)
        .add(load)
        .add(seq)
        .end();
    runs.add(bucket, row.takeBytes());
  }

  private void take(long line, List<String> values) {
    for (int i = 0; i < cells.length; i++) {
      String text = values.get(columns[i]);
      cells[i] = text.isEmpty() ? null : text;
      Field field = fields.get(i);
      Optional<String> fault = CsvValues.fault(field, cells[i]);
      if (fault.isPresent()) {
        if (!field.nullable() || field.is(FieldType.STRING)) {
          throw new IllegalArgumentException(fault.get());
        }
        unread.add(line, fault.get());
        cells[i] = null;
      }
    }
  }

  /** The values that could not be parsed and count as missing. */
  public UnparsedValues unread() {
    return unread;
  }

  @Override
  public Optional<String> last() {
    return Optional.ofNullable(last);
  }

  @Override
  public Buffer take() {
    return runs.take();
  }

  @Override
  public Buffer rest() {
    return runs.rest();
  }
}
