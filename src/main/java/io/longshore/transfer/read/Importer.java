package io.longshore.transfer.read;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Loads the rows of a file by a bulk load. While a batch is written, the next one is read and
 * encoded, so two batches are in memory. Stops when its piece is stopped.
 */
public final class Importer {

  private static final int MAX_REFUSALS = 100;

  private final WorkerExecutor workers;

  public Importer(Vertx vertx) {
    this.workers =
        vertx.createSharedWorkerExecutor("decoding", Runtime.getRuntime().availableProcessors());
  }

  /** Encodes rows in the format of the load. Called on worker threads, by one at a time. */
  public interface RowEncoder<T> {

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if the row is refused; the message is the reason
     */
    void add(ReadRow<T> row);

    /** What is stored of the row that was added last, as text; empty if it has no text. */
    default Optional<String> last() {
      return Optional.empty();
    }

    /** Removes and returns encoded rows; some of them may stay until later. */
    Buffer take();

    /** After the last row: removes and returns some of the rows that are left; empty at the end. */
    default Buffer rest() {
      return Buffer.buffer();
    }
  }

  /** A load in progress, for example the three methods of a {@code BulkLoad.Load}. */
  public record Target(
      Function<Buffer, Future<Void>> write,
      Supplier<Future<Long>> end,
      Supplier<Future<Void>> cancel) {}

  /**
   * Loads all rows of the file and ends the load. After a failure, or when the piece is stopped,
   * the load is cancelled and the file closed.
   *
   * @param name the file's name in messages
   */
  public <T> Future<Outcome> load(
      RowReader<T> file, String name, RowEncoder<T> encoder, Target target, Outputs outputs) {
    Import<T> rows = new Import<>(file, name, encoder, target, outputs);
    // Not only between writes, because a write may be blocked for long.
    outputs.stopped().onFailure(cause -> rows.stop());
    return rows.all().onFailure(failed -> rows.stop());
  }

  private final class Import<T> {

    private final RowReader<T> file;
    private final String name;
    private final RowEncoder<T> encoder;
    private final Target target;
    private final Outputs outputs;
    private final List<String> refusals = new ArrayList<>();
    private final BatchEncoder<T> rows;
    private boolean stopped;
    private Future<Void> written = Future.succeededFuture();

    private Import(
        RowReader<T> file, String name, RowEncoder<T> encoder, Target target, Outputs outputs) {
      this.file = file;
      this.name = name;
      this.encoder = encoder;
      this.rows = new BatchEncoder<>(encoder);
      this.target = target;
      this.outputs = outputs;
    }

    private Future<Outcome> all() {
      return AsyncLoop.whileTrue(this::next)
          .compose(all -> AsyncLoop.whileTrue(this::rest))
          .compose(all -> end());
    }

    /** Reads and encodes a batch while the one before is written. */
    private Future<Boolean> next() {
      if (stopped) {
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
      if (stopped) {
        return Future.failedFuture(new IllegalStateException("The import was stopped"));
      }
      Future<Buffer> remaining = workers.executeBlocking(encoder::rest, false);
      return Future.all(written, remaining)
          .map(
              both -> {
                written = write(remaining.result());
                return remaining.result().length() > 0;
              });
    }

    private Future<Optional<Buffer>> encode(Optional<RowBatch<T>> batch) {
      return batch.isEmpty()
          ? Future.succeededFuture(Optional.empty())
          : workers.executeBlocking(() -> Optional.of(encoded(batch.get())), false);
    }

    private Future<Void> write(Buffer bytes) {
      long rowsSoFar = rows.accepted();
      Future<Void> written =
          bytes.length() == 0 ? Future.succeededFuture() : target.write().apply(bytes);
      return written.onSuccess(sent -> outputs.report(rowsSoFar));
    }

    private Buffer encoded(RowBatch<T> batch) {
      List<MalformedRow> bad = rows.add(batch, accepted -> {});
      bad.stream()
          .limit(MAX_REFUSALS - refusals.size())
          .forEach(row -> refusals.add(name + " line " + row.line() + ": " + row.reason()));
      return encoder.take();
    }

    private Future<Outcome> end() {
      return target
          .end()
          .get()
          .map(stored -> new Outcome.Done(rows.accepted(), rows.refused(), refusals));
    }

    private void stop() {
      if (!stopped) {
        stopped = true;
        file.close();
        target.cancel().get();
      }
    }
  }
}
