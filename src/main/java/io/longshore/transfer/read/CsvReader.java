package io.longshore.transfer.read;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifier;
import io.longshore.objectstore.ObjectRead;
import io.longshore.transfer.read.RowDecoder.BadRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads CSV files, gzipped or not: RFC 4180 with a header. Also accepts semicolons or tabs as
 * separators, blanks after separators, and empty columns at the end. A record whose number of
 * values differs from the header is malformed; empty lines and records without values are skipped.
 */
public final class CsvReader {

  /** Strips blanks around values, except inside quotes. */
  private static final FieldModifier STRIP_UNQUOTED =
      new FieldModifier() {
        @Override
        public String modify(long line, int index, boolean quoted, String value) {
          return quoted ? value : value.strip();
        }
      };

  private final CsvFormat format;
  private final CsvReaderBuilder records = de.siegmar.fastcsv.reader.CsvReader.builder();
  private List<String> header;

  private CsvReader(CsvFormat format) {
    this.format = format;
  }

  /**
   * @param name the file's name in messages, for example {@code s3://bucket/key}
   */
  public static RowReader<CsvRow> of(Vertx vertx, ObjectRead file, String name, ReadLimits limits) {
    CsvReader reader = new CsvReader(new CsvFormat());
    return new WithHeader(
        new TextRowReader<>(vertx, file, name, reader.decoder(limits)),
        () -> reader.header == null ? List.of() : reader.header);
  }

  static RowDecoder<CsvRow> csvDecoder(ReadLimits limits) {
    return new CsvReader(new CsvFormat()).decoder(limits);
  }

  private RowDecoder<CsvRow> decoder(ReadLimits limits) {
    return new RowDecoder<>(limits, Optional.of(format), this::row);
  }

  /** A reader that tells the header, also of a file without rows. */
  private record WithHeader(RowReader<CsvRow> rows, Supplier<List<String>> names)
      implements RowReader<CsvRow> {

    @Override
    public Future<Optional<RowBatch<CsvRow>>> next() {
      return rows.next();
    }

    @Override
    public List<String> header() {
      return names.get();
    }

    @Override
    public void close() {
      rows.close();
    }
  }

  private Optional<CsvRow> row(String record) throws BadRecord, MalformedFile {
    if (header == null) {
      if (!isSeparatorsLine(record)) {
        header = header(record);
      }
      return Optional.empty();
    }
    int names = header.size();
    List<String> values = names > 1 && record.isBlank() ? List.of() : values(record);
    if (values.size() != 1 && isEmpty(values)) {
      return Optional.empty();
    }
    if (values.size() > names && isEmpty(values.subList(names, values.size()))) {
      values = values.subList(0, names);
    }
    if (values.size() != names) {
      throw new BadRecord(
          "%d values where the header has %d names".formatted(values.size(), names));
    }
    return Optional.of(new CsvRow(header, values));
  }

  /** Whether it is the line that some spreadsheets write before the header. */
  private static boolean isSeparatorsLine(String record) {
    return record.length() == 5 && record.regionMatches(true, 0, "sep=", 0, 4);
  }

  private List<String> header(String record) throws MalformedFile {
    records.fieldSeparator(format.separator()).trimWhitespacesAroundQuotes(format.spaced());
    try {
      List<String> names = values(record).stream().map(String::strip).toList();
      int last = names.size();
      while (last > 1 && names.get(last - 1).isEmpty()) {
        last--;
      }
      return List.copyOf(names.subList(0, last));
    } catch (BadRecord reason) {
      throw new MalformedFile("its header is not CSV: " + reason.getMessage());
    }
  }

  private static boolean isEmpty(List<String> values) {
    for (String value : values) {
      if (!value.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The values of a record with as many as the header and without quotes; empty for any other. Most
   * records of most files are such, and this takes a tenth of the parser's time for them.
   */
  private List<String> plainValues(String record) {
    if (record.indexOf('"') >= 0 || record.indexOf('\r') >= 0) {
      return List.of();
    }
    String[] values = new String[header.size()];
    char separator = format.separator();
    int from = 0;
    for (int at = 0; at < values.length - 1; at++) {
      int to = record.indexOf(separator, from);
      if (to < 0) {
        return List.of();
      }
      values[at] = record.substring(from, to);
      from = to + 1;
    }
    if (record.indexOf(separator, from) >= 0) {
      return List.of();
    }
    values[values.length - 1] = record.substring(from);
    return List.of(values);
  }

  private List<String> values(String record) throws BadRecord {
    List<String> plain = header == null || format.spaced() ? List.of() : plainValues(record);
    if (!plain.isEmpty()) {
      return plain;
    }
    try {
      return format.spaced()
          ? records
              .ofSingleCsvRecord(CsvRecordHandler.of(c -> c.fieldModifier(STRIP_UNQUOTED)), record)
              .getFields()
          : List.copyOf(records.ofSingleCsvRecord(record).getFields());
    } catch (CsvParseException malformed) {
      throw new BadRecord("not a CSV record: quotes do not match, or it has too many values");
    }
  }
}
