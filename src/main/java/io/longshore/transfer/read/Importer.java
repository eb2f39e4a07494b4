package io.longshore.transfer.read;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Brings a file's rows into a bulk load, batch after batch: while one is written the next is read
 * and encoded, so two are in memory. Stops with its piece.
 */
public final class Importer {

  private static final int MOST_REFUSALS = 100;

  private final WorkerExecutor workers;

  public Importer(Vertx vertx) {
    this.workers =
        vertx.createSharedWorkerExecutor("decoding", Runtime.getRuntime().availableProcessors());
  }

  /** Rows as the load takes them. Called on worker threads, never by two at once. */
  public interface RowEncoder<T> {

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException to refuse the row; the message is the reason
     */
    void add(ReadRow<T> row);

    /** Gives away what was added since the last time; it may keep some back. */
    Buffer take();

    /** After the last row: gives away some of what it kept back, nothing when that was all. */
    default Buffer rest() {
      return Buffer.buffer();
    }
  }

  /** A load that was begun, for example the three methods of a {@code BulkLoad.Load}. */
  public record Target(
      Function<Buffer, Future<Void>> write,
      Supplier<Future<Long>> end,
      Supplier<Future<Void>> cancel) {}

  /**
   * Loads all rows of the file and ends the load. When it fails, or the piece must stop, the load
   * is cancelled and the file closed.
   *
   * @param name of the file, for the refusals
   */
  public <T> Future<Outcome> load(
      RowReader<T> file, String name, RowEncoder<T> encoder, Target target, Outputs outputs) {
    Import<T> rows = new Import<>(file, name, encoder, target, outputs);
    // A write may be held up for long: the piece's end must reach the load all the same.
    outputs.stopped().onFailure(stopped -> rows.stop());
    return rows.all().onFailure(failed -> rows.stop());
  }

  private final class Import<T> {

    private final RowReader<T> file;
    private final String name;
    private final RowEncoder<T> encoder;
    private final Target target;
    private final Outputs outputs;
    private final List<String> refusals = new ArrayList<>();
    private long rows;
    private long refused;
    private boolean over;
    private Future<Void> written = Future.succeededFuture();

    private Import(
        RowReader<T> file, String name, RowEncoder<T> encoder, Target target, Outputs outputs) {
      this.file = file;
      this.name = name;
      this.encoder = encoder;
      this.target = target;
      this.outputs = outputs;
    }

    private Future<Outcome> all() {
      return AsyncLoop.whileTrue(this::next)
          .compose(all -> AsyncLoop.whileTrue(this::rest))
          .compose(all -> end());
    }

    /** The batch before may still be on its way. */
    private Future<Boolean> next() {
      if (over) {
        return Future.failedFuture(new IllegalStateException("The import was stopped"));
      }
      Future<Optional<Buffer>> encoded = file.next().compose(this::encode);
      return Future.all(written, encoded)
          .map(
              both -> {
                encoded.result().ifPresent(bytes -> written = write(bytes));
                return encoded.result().isPresent();
              });
    }

    private Future<Boolean> rest() {
      if (over) {
        return Future.failedFuture(new IllegalStateException("The import was stopped"));
      }
      Future<Buffer> kept = workers.executeBlocking(encoder::rest, false);
      return Future.all(written, kept)
          .map(
              both -> {
                written = write(kept.result());
                return kept.result().length() > 0;
              });
    }

    private Future<Optional<Buffer>> encode(Optional<RowBatch<T>> batch) {
      return batch.isEmpty()
          ? Future.succeededFuture(Optional.empty())
          : workers.executeBlocking(() -> Optional.of(encoded(batch.get())), false);
    }

    private Future<Void> write(Buffer bytes) {
      long upToHere = rows;
      Future<Void> written =
          bytes.length() == 0 ? Future.succeededFuture() : target.write().apply(bytes);
      return written.onSuccess(sent -> outputs.report(upToHere));
    }

    private Buffer encoded(RowBatch<T> batch) {
      List<MalformedRow> bad = new ArrayList<>(batch.bad());
      for (ReadRow<T> row : batch.rows()) {
        refusal(row).ifPresent(bad::add);
      }
      rows += batch.rows().size() + batch.bad().size() - bad.size();
      refused += bad.size();
      bad.sort(Comparator.comparingLong(MalformedRow::line));
      bad.stream()
          .limit(MOST_REFUSALS - refusals.size())
          .forEach(row -> refusals.add(name + " line " + row.line() + ": " + row.reason()));
      return encoder.take();
    }

    private Optional<MalformedRow> refusal(ReadRow<T> row) {
      try {
        encoder.add(row);
        return Optional.empty();
      } catch (IllegalArgumentException reason) {
        return Optional.of(new MalformedRow(row.line(), reason.getMessage()));
      }
    }

    private Future<Outcome> end() {
      return target.end().get().map(stored -> new Outcome.Done(rows, refused, refusals));
    }

    private void stop() {
      if (!over) {
        over = true;
        file.close();
        target.cancel().get();
      }
    }
  }
}
