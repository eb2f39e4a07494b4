package io.longshore.transfer.write;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** The export of one object, see {@link Exporter}. */
final class ExportRun {

  private final RowSource source;
  private final Outputs outputs;
  private final Outputs.Sink sink;
  private final WorkerExecutor workers;
  private final ObjectEncoder encoder;
  private Future<Optional<RowChunk>> reading;
  private Future<Void> written = Future.succeededFuture();
  private long rows;

  ExportRun(
      RowSource source,
      Outputs outputs,
      Outputs.Sink sink,
      WorkerExecutor workers,
      ObjectEncoder encoder) {
    this.source = source;
    this.outputs = outputs;
    this.sink = sink;
    this.workers = workers;
    this.encoder = encoder;
  }

  /**
   * Exports all rows.
   *
   * @param sealed gets the SHA-256 of an object that was sealed
   */
  Future<Outcome> start(Consumer<String> sealed) {
    reading = source.next();
    return AsyncLoop.whileTrue(this::next)
        .compose(all -> finish())
        .onSuccess(sealed::accept)
        .map(done -> new Outcome.Done(rows));
  }

  private Future<Boolean> next() {
    return reading.compose(
        chunk -> chunk.isPresent() ? encode(chunk.get()).map(true) : Future.succeededFuture(false));
  }

  /** Encodes a chunk while the next one is read and the one before is written. */
  private Future<Void> encode(RowChunk chunk) {
    reading = source.next();
    byte[] bytes = chunk.bytes().getBytes();
    Future<List<Buffer>> stored =
        onWorker(() -> chunk.gzipped() ? encoder.passOn(bytes) : encoder.encode(bytes));
    return Future.all(stored, written)
        .onSuccess(both -> write(stored.result(), chunk.rows()))
        .mapEmpty();
  }

  /** Called for one chunk at a time, because the encoder depends on their order. */
  private <T> Future<T> onWorker(Callable<T> work) {
    return workers.executeBlocking(work, false);
  }

  private void write(List<Buffer> content, long count) {
    rows += count;
    long rowsSoFar = rows;
    written = send(content).onSuccess(done -> outputs.report(rowsSoFar));
  }

  private Future<Void> send(List<Buffer> content) {
    if (content.size() == 1) {
      return sink.write(content.get(0));
    }
    Iterator<Buffer> each = content.iterator();
    return AsyncLoop.whileTrue(
        () -> each.hasNext() ? sink.write(each.next()).map(true) : Future.succeededFuture(false));
  }

  private Future<String> finish() {
    return written
        .compose(all -> onWorker(() -> encoder.end(rows)))
        .compose(this::send)
        .map(all -> encoder.sha256())
        .compose(sha256 -> sink.seal(rows, sha256).map(sha256));
  }
}
