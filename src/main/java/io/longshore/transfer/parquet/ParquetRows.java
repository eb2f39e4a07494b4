package io.longshore.transfer.parquet;

import io.longshore.transfer.parquet.ParquetFooter.Chunk;
import io.longshore.transfer.parquet.ParquetFooter.RowGroup;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.MalformedRow;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.ReadRow;
import io.longshore.transfer.read.RowBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Puts the values of columns together to rows. Not thread-safe. */
final class ParquetRows {

  private static final int MAX_ROWS = 500;
  private static final int MAX_CHARACTERS = 128 * 1024;

  private final Function<ParquetFooter, List<ParquetColumn>> offered;
  private final Predicate<ParquetColumn> wanted;
  private final ReadLimits limits;
  private final ParquetBounds bounds;
  private ParquetFooter footer;
  private List<ParquetColumn> columns = List.of();
  private List<String> header = List.of();
  private int group;
  private long leftInGroup;
  private long row;
  private long characters;
  private final List<ColumnCursor> cursors = new ArrayList<>();
  private int[] positions = new int[0];
  private Optional<ColumnCursor> hungry = Optional.empty();

  /**
   * @param wanted the names of the columns whose values are read, in any case
   */
  ParquetRows(Set<String> wanted, ReadLimits limits) {
    this(
        ParquetFooter::columns,
        column -> wanted.stream().anyMatch(column.name()::equalsIgnoreCase),
        limits,
        ParquetBounds.JOB);
  }

  /**
   * @param offered the columns that rows have
   * @param wanted those whose values are read
   */
  ParquetRows(
      Function<ParquetFooter, List<ParquetColumn>> offered,
      Predicate<ParquetColumn> wanted,
      ReadLimits limits,
      ParquetBounds bounds) {
    this.offered = offered;
    this.wanted = wanted;
    this.limits = limits;
    this.bounds = bounds;
  }

  boolean isOpen() {
    return footer != null;
  }

  void open(byte[] data) {
    ParquetFooter parsed = ParquetFooter.parse(data);
    columns = offered.apply(parsed);
    header = columns.stream().map(ParquetColumn::name).toList();
    positions =
        IntStream.range(0, header.size())
            .filter(at -> wanted.test(columns.get(at)))
            .limit(bounds.columns())
            .toArray();
    for (int position : positions) {
      ParquetColumn column = columns.get(position);
      if (!column.isReadable()) {
        throw new IllegalArgumentException(
            "its column " + column.name() + " is nested or repeated, and must have plain values");
      }
    }
    footer = parsed;
  }

  /** What the file has. Only if it is open. */
  ParquetFooter footer() {
    return footer;
  }

  /** The columns that rows have. */
  List<ParquetColumn> columns() {
    return columns;
  }

  /** The positions of the columns whose values are read. */
  int[] positions() {
    return positions.clone();
  }

  /** The column that needs bytes before there is another batch; empty at the end of the file. */
  Optional<ColumnCursor> hungry() {
    return hungry;
  }

  /** The rows that can be decoded now, if any. */
  Optional<RowBatch<CsvRow>> batch() {
    List<ReadRow<CsvRow>> rows = new ArrayList<>();
    List<MalformedRow> bad = new ArrayList<>();
    long before = characters;
    while (rows.size() + bad.size() < MAX_ROWS
        && characters - before < MAX_CHARACTERS
        && isReady()) {
      add(rows, bad);
    }
    if (characters > limits.outputBytes()) {
      throw new IllegalArgumentException("it holds more than " + limits.outputBytes() + " bytes");
    }
    return rows.isEmpty() && bad.isEmpty()
        ? Optional.empty()
        : Optional.of(new RowBatch<>(rows, bad));
  }

  private boolean isReady() {
    hungry = Optional.empty();
    while (leftInGroup == 0) {
      if (group == footer.groups().size()) {
        return false;
      }
      begin(footer.groups().get(group++));
    }
    for (ColumnCursor cursor : cursors) {
      if (!ready(cursor)) {
        hungry = Optional.of(cursor);
        return false;
      }
    }
    return true;
  }

  private static boolean ready(ColumnCursor cursor) {
    try {
      return cursor.isReady();
    } catch (IllegalArgumentException reason) {
      throw new IllegalArgumentException(
          "its column %s cannot be decoded: %s".formatted(cursor.name(), reason.getMessage()),
          reason);
    }
  }

  private void begin(RowGroup next) {
    cursors.clear();
    for (int position : positions) {
      ParquetColumn column = columns.get(position);
      Chunk chunk =
          next.chunks().stream()
              .filter(one -> one.path().equals(column.path()))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "its column " + column.name() + " is missing in a row group"));
      if (next.rows() < 0 || chunk.values() != next.rows()) {
        throw new IllegalArgumentException(
            "its column " + column.name() + " has another number of values than the file has rows");
      }
      cursors.add(new ColumnCursor(column, chunk, bounds));
    }
    leftInGroup = cursors.isEmpty() ? Math.min(next.rows(), 1) : next.rows();
  }

  private void add(List<ReadRow<CsvRow>> rows, List<MalformedRow> bad) {
    String[] values = new String[header.size()];
    Arrays.fill(values, "");
    boolean isText = true;
    for (int i = 0; i < positions.length; i++) {
      String value = cursors.get(i).next();
      isText &= value != ParquetColumn.NO_TEXT || bounds.lenient();
      values[positions[i]] = value == null ? "" : value;
      characters += 1 + values[positions[i]].length();
    }
    row++;
    leftInGroup--;
    if (isText) {
      rows.add(new ReadRow<>(row, new CsvRow(header, Arrays.asList(values))));
    } else {
      bad.add(new MalformedRow(row, "not valid UTF-8"));
    }
  }
}
