package io.longshore.transfer.parquet;

import io.airlift.compress.MalformedInputException;
import io.longshore.async.AsyncLoop;
import io.longshore.job.PermanentFailure;
import io.longshore.transfer.read.CsvRow;
import io.longshore.transfer.read.ReadLimits;
import io.longshore.transfer.read.RowBatch;
import io.longshore.transfer.read.RowReader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the rows of a Parquet file as those of a CSV file: absent values are empty, and times are
 * seconds since 1970. The header has all columns of the file; of those that are not asked for the
 * values are empty. The line of a row is its number. Reads page by page.
 */
public final class ParquetReader implements RowReader<CsvRow> {

  private static final int TAIL = 8; // the length of the footer and the magic number
  private static final int FIRST_READ = 64 << 10;

  private final RangedFile file;
  private final String name;
  private final ParquetRows rows;
  private final ParquetBounds bounds;
  private final WorkerExecutor workers;
  private Optional<RowBatch<CsvRow>> found = Optional.empty();
  private boolean closed;

  /**
   * @param name the file's name in messages
   * @param wanted the columns whose values are read, in any case
   */
  public ParquetReader(
      Vertx vertx, RangedFile file, String name, Set<String> wanted, ReadLimits limits) {
    this(vertx, file, name, new ParquetRows(wanted, limits), ParquetBounds.JOB);
  }

  ParquetReader(Vertx vertx, RangedFile file, String name, ParquetRows rows, ParquetBounds bounds) {
    this.file = file;
    this.name = name;
    this.rows = rows;
    this.bounds = bounds;
    this.workers =
        vertx.createSharedWorkerExecutor("decoding", Runtime.getRuntime().availableProcessors());
  }

  /** What the file has. Fails if it is not Parquet. */
  Future<ParquetFooter> footer() {
    return opened()
        .map(open -> rows.footer())
        .recover(failure -> Future.failedFuture(told(failure)));
  }

  private Future<Void> opened() {
    return rows.isOpen() ? Future.succeededFuture() : open();
  }

  @Override
  public Future<Optional<RowBatch<CsvRow>>> next() {
    return opened()
        .compose(open -> AsyncLoop.whileTrue(this::decodeOrFeed))
        .recover(failure -> Future.failedFuture(told(failure)))
        .map(
            done -> {
              Optional<RowBatch<CsvRow>> batch = found;
              found = Optional.empty();
              return batch;
            });
  }

  private Future<Boolean> decodeOrFeed() {
    if (closed) {
      return Future.failedFuture(new IllegalStateException("The file is closed"));
    }
    return workers
        .executeBlocking(rows::batch, false)
        .compose(
            batch -> {
              found = batch;
              Optional<ColumnCursor> hungry = rows.hungry();
              return batch.isPresent() || hungry.isEmpty()
                  ? Future.succeededFuture(false)
                  : feed(hungry.get()).map(true);
            });
  }

  private Future<Void> feed(ColumnCursor column) {
    long first = column.position();
    int length = column.wanted();
    if (first > file.size() - length) {
      throw new IllegalArgumentException("column " + column.name() + " is outside of the file");
    }
    return file.read(first, length).map(bytes -> feed(column, bytes, length));
  }

  private static Void feed(ColumnCursor column, Buffer bytes, int length) {
    if (bytes.length() != length) {
      throw new IllegalArgumentException("S3 sent fewer bytes than the file has");
    }
    column.feed(bytes.getBytes());
    return null;
  }

  private Future<Void> open() {
    long size = file.size();
    if (size < TAIL + ParquetFormat.MAGIC.length) {
      return Future.failedFuture(
          new IllegalArgumentException("it is too short for a Parquet file"));
    }
    int length = (int) Math.min(size, FIRST_READ);
    return file.read(size - length, length)
        .compose(
            end -> {
              int footer = footerLength(end, size, bounds.footer());
              return footer + TAIL <= length
                  ? Future.succeededFuture(end.getBytes(length - TAIL - footer, length - TAIL))
                  : file.read(size - TAIL - footer, footer).map(Buffer::getBytes);
            })
        .compose(
            footer ->
                workers.executeBlocking(
                    () -> {
                      rows.open(footer);
                      return null;
                    },
                    false));
  }

  static int footerLength(Buffer end, long size, int largest) {
    byte[] magic = end.getBytes(end.length() - 4, end.length());
    if (Arrays.equals(magic, ParquetFormat.ENCRYPTED_MAGIC)) {
      throw new IllegalArgumentException("it is encrypted");
    }
    if (!Arrays.equals(magic, ParquetFormat.MAGIC)) {
      throw new IllegalArgumentException(
          "it does not end as a Parquet file: it is cut off, or of another format");
    }
    long length = end.getUnsignedIntLE(end.length() - TAIL);
    if (length > size - TAIL - ParquetFormat.MAGIC.length) {
      throw new IllegalArgumentException("its footer is longer than the file");
    }
    if (length > largest) {
      throw new IllegalArgumentException(
          "its footer has %d bytes, and at most %d are read".formatted(length, largest));
    }
    return (int) length;
  }

  /** What decoders throw at data that is damaged is a reason for the owner of the file. */
  private Throwable told(Throwable failure) {
    if (isDamage(failure)) {
      return new PermanentFailure(name + " cannot be read: its Parquet data is damaged");
    }
    return failure instanceof IllegalArgumentException reason
        ? new PermanentFailure(name + " cannot be read: " + reason.getMessage())
        : failure;
  }

  static boolean isDamage(Throwable failure) {
    return failure instanceof IndexOutOfBoundsException
        || failure instanceof BufferUnderflowException
        || failure instanceof ArithmeticException
        || failure instanceof MalformedInputException
        || failure instanceof CompactReader.EndOfData;
  }

  @Override
  public void close() {
    closed = true;
  }
}
