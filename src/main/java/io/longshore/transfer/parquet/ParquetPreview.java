package io.longshore.transfer.parquet;

import io.longshore.async.AsyncLoop;
import io.longshore.async.AsyncSemaphore;
import io.longshore.job.PermanentFailure;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.RowBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads the columns and the first rows of Parquet files. The rows are objects in JSON with the
 * first columns that have plain values; absent and empty values are left out. One file is read at a
 * time, and no more of it than the rows need. Thread-safe.
 */
public final class ParquetPreview {

  /**
   * A column.
   *
   * @param name with those of the groups that it is in, separated by dots
   * @param type of Parquet; GROUP of one with repeated columns
   * @param isShown whether rows have its values
   */
  public record Column(String name, String type, boolean isShown) {}

  /**
   * The beginning of a file.
   *
   * @param columns the first 200
   * @param truncated whether the file has more rows, or more of the last one
   * @param remark why there are no or fewer rows; empty if nothing was in the way
   */
  public record FirstRows(
      List<Column> columns, List<String> rows, boolean truncated, Optional<String> remark) {}

  /** More of a file is not read. */
  private static final long MOST_BYTES = 8 << 20;

  private static final int MOST_COLUMNS = 200;

  private final Vertx vertx;
  private final int maxRows;
  private final int maxCharacters;
  private final AsyncSemaphore one = new AsyncSemaphore(1);

  public ParquetPreview(Vertx vertx, int maxRows, int maxCharacters) {
    this.vertx = vertx;
    this.maxRows = maxRows;
    this.maxCharacters = maxCharacters;
  }

  /**
   * Reads a file. Fails with a {@link PermanentFailure} if not even its columns can be read.
   *
   * @param name the file's name in messages
   */
  public Future<FirstRows> read(RangedFile file, String name) {
    return one.withPermit(() -> new Look(file, name).read());
  }

  /** The look at one file. */
  private final class Look {

    private final ParquetRows rows =
        new ParquetRows(
            ParquetFooter::members,
            ParquetColumn::isReadable,
            ReadLimits.DEFAULT,
            ParquetBounds.PREVIEW);
    private final ParquetReader reader;
    private final List<String> lines = new ArrayList<>();
    private int characters;
    private boolean isFull;

    Look(RangedFile file, String name) {
      this.reader = new ParquetReader(vertx, new Metered(file), name, rows, ParquetBounds.PREVIEW);
    }

    Future<FirstRows> read() {
      return reader
          .footer()
          .compose(
              footer ->
                  rows.positions().length == 0
                      ? Future.succeededFuture(answer(Optional.empty()))
                      : AsyncLoop.whileTrue(this::step)
                          .map(done -> answer(Optional.empty()))
                          .recover(this::answer))
          .eventually(
              () -> {
                reader.close();
                return Future.succeededFuture();
              });
    }

    private Future<Boolean> step() {
      return reader
          .next()
          .map(
              batch -> {
                batch.ifPresent(this::add);
                return batch.isPresent() && !isFull;
              });
    }

    private void add(RowBatch<CsvRow> batch) {
      batch.rows().forEach(row -> add(row.value()));
    }

    private void add(CsvRow row) {
      if (isFull || lines.size() == maxRows) {
        isFull = true;
        return;
      }
      JsonObject line = new JsonObject();
      for (int position : rows.positions()) {
        String value = row.values().get(position);
        if (!value.isEmpty()) {
          put(line, column(position), value);
        }
      }
      String text = line.encode();
      int room = maxCharacters - characters;
      if (text.length() <= room) {
        lines.add(text);
      } else if (lines.isEmpty()) {
        lines.add(text.substring(0, room));
      }
      characters += text.length();
      isFull = characters >= maxCharacters;
    }

    private static void put(JsonObject line, ParquetColumn column, String value) {
      JsonObject group = line;
      int last = column.path().size() - 1;
      for (String name : column.path().subList(0, last)) {
        if (!(group.getValue(name) instanceof JsonObject)) {
          group.put(name, new JsonObject());
        }
        group = group.getJsonObject(name);
      }
      group.put(column.path().get(last), column.json(value));
    }

    private ParquetColumn column(int position) {
      return rows.columns().get(position);
    }

    private Future<FirstRows> answer(Throwable failure) {
      return failure instanceof PermanentFailure
          ? Future.succeededFuture(answer(Optional.of(failure.getMessage())))
          : Future.failedFuture(failure);
    }

    private FirstRows answer(Optional<String> remark) {
      List<Column> columns =
          IntStream.range(0, Math.min(rows.columns().size(), MOST_COLUMNS))
              .mapToObj(
                  at ->
                      new Column(
                          column(at).name(),
                          column(at).typeName(),
                          Arrays.stream(rows.positions()).anyMatch(shown -> shown == at)))
              .toList();
      long all = rows.footer().groups().stream().mapToLong(group -> group.rows()).sum();
      boolean cut = characters > maxCharacters && lines.size() == 1;
      return new FirstRows(columns, List.copyOf(lines), cut || lines.size() < all, remark);
    }
  }

  /** A file of which only some bytes may be read. */
  private static final class Metered implements RangedFile {

    private final RangedFile file;
    private long left = MOST_BYTES;

    Metered(RangedFile file) {
      this.file = file;
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public Future<Buffer> read(long first, int length) {
      left -= length;
      return left >= 0
          ? file.read(first, length)
          : Future.failedFuture(
              new IllegalArgumentException(
                  "its first rows take more than the " + MOST_BYTES + " bytes that a look reads"));
    }
  }
}
