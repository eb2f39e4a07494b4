package io.longshore.transfer.read;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldModifier;
import io.longshore.objectstore.ObjectRead;
import io.longshore.transfer.read.RowDecoder.BadRecord;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/**
 * Reads CSV files, gzipped or not: RFC 4180 with a header, newlines in quotes included, and as
 * people have them where the meaning is clear: separated by semicolons or tabs, with blanks after
 * the separators, with empty columns at the end. A record with more or fewer values than the header
 * is a bad row; empty lines, and records without any value, are left out.
 */
public final class CsvReader {

  /** Of a value without quotes the blanks around it; in quotes they belong to it. */
  private static final FieldModifier STRIPPED =
      new FieldModifier() {
        @Override
        public String modify(long line, int index, boolean quoted, String value) {
          return quoted ? value : value.strip();
        }
      };

  private final CsvFormat form;
  private final CsvReaderBuilder records = de.siegmar.fastcsv.reader.CsvReader.builder();
  private List<String> header;

  private CsvReader(CsvFormat form) {
    this.form = form;
  }

  /**
   * @param name as the file's owner knows it, for example {@code s3://bucket/key}
   */
  public static RowReader<CsvRow> of(Vertx vertx, ObjectRead file, String name, ReadLimits limits) {
    return new RowReader<>(vertx, file, name, decoder(limits));
  }

  static RowDecoder<CsvRow> decoder(ReadLimits limits) {
    CsvFormat form = new CsvFormat();
    return new RowDecoder<>(limits, Optional.of(form), new CsvReader(form)::row);
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

  /** What some spreadsheets put before the header. */
  private static boolean isSeparatorsLine(String record) {
    return record.length() == 5 && record.regionMatches(true, 0, "sep=", 0, 4);
  }

  private List<String> header(String record) throws MalformedFile {
    records.fieldSeparator(form.separator()).trimWhitespacesAroundQuotes(form.spaced());
    try {
      List<String> names = values(record).stream().map(String::strip).toList();
      int last = names.size();
      while (last > 1 && names.get(last - 1).isEmpty()) {
        last--;
      }
      return List.copyOf(names.subList(0, last));
    } catch (BadRecord reason) {
      throw new MalformedFile("its header is no CSV: " + reason.getMessage());
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

  private List<String> values(String record) throws BadRecord {
    try {
      return form.spaced()
          ? records
              .ofSingleCsvRecord(CsvRecordHandler.of(c -> c.fieldModifier(STRIPPED)), record)
              .getFields()
          : List.copyOf(records.ofSingleCsvRecord(record).getFields());
    } catch (CsvParseException wrong) {
      throw new BadRecord("not a CSV record: quotes do not match, or it has too many values");
    }
  }
}
