package io.longshore.transfer;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import io.longshore.objectstore.ObjectRead;
import io.longshore.transfer.RowDecoder.BadRecord;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/**
 * Reads CSV files, gzipped or not: RFC 4180 with a header, newlines in quotes included. A record
 * with more or fewer values than the header is a bad row; empty lines are left out.
 */
public final class CsvReader {

  private final CsvReaderBuilder records = de.siegmar.fastcsv.reader.CsvReader.builder();
  private List<String> header;

  private CsvReader() {}

  /**
   * @param name as the file's owner knows it, for example {@code s3://bucket/key}
   */
  public static RowReader<CsvRow> of(Vertx vertx, ObjectRead file, String name, ReadLimits limits) {
    return new RowReader<>(vertx, file, name, decoder(limits));
  }

  static RowDecoder<CsvRow> decoder(ReadLimits limits) {
    return new RowDecoder<>(limits, true, new CsvReader()::row);
  }

  private Optional<CsvRow> row(String record) throws BadRecord, Unreadable {
    if (header == null) {
      header = header(record);
      return Optional.empty();
    }
    List<String> values = values(record);
    if (values.size() != header.size()) {
      throw new BadRecord(
          "%d values where the header has %d names".formatted(values.size(), header.size()));
    }
    return Optional.of(new CsvRow(header, values));
  }

  private List<String> header(String record) throws Unreadable {
    try {
      return values(record);
    } catch (BadRecord reason) {
      throw new Unreadable("its header is no CSV: " + reason.getMessage());
    }
  }

  private List<String> values(String record) throws BadRecord {
    try {
      return List.copyOf(records.ofSingleCsvRecord(record).getFields());
    } catch (CsvParseException wrong) {
      throw new BadRecord("not a CSV record: quotes do not match, or it has too many values");
    }
  }
}
