package io.longshore.transfer.write;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The export of one object, see {@link Exporter}. */
final class ExportRun {

  private final RowSource source;
  private final Outputs outputs;
  private final Outputs.Sink sink;
  private final WorkerExecutor workers;
  private final RowTransform transform;
  private final Encoding encoding;
  private final MessageDigest digest = sha256();
  private Future<Optional<RowChunk>> reading;
  private Future<Void> written = Future.succeededFuture();
  private long rows;

  ExportRun(
      RowSource source,
      Outputs outputs,
      Outputs.Sink sink,
      WorkerExecutor workers,
      RowTransform transform,
      Encoding encoding) {
    this.source = source;
    this.outputs = outputs;
    this.sink = sink;
    this.workers = workers;
    this.transform = transform;
    this.encoding = encoding;
  }

  Future<Outcome> start() {
    reading = source.next();
    return AsyncLoop.whileTrue(this::next)
        .compose(all -> finish())
        .map(done -> new Outcome.Done(rows));
  }

  private Future<Boolean> next() {
    return reading.compose(
        chunk -> chunk.isPresent() ? encode(chunk.get()).map(true) : Future.succeededFuture(false));
  }

  /** Encodes a chunk while the next one is read and the one before is written. */
  private Future<Void> encode(RowChunk chunk) {
    reading = source.next();
    Future<Buffer> stored = encodeOnWorker(chunk.bytes().getBytes());
    return Future.all(stored, written)
        .onSuccess(both -> write(stored.result(), chunk.rows()))
        .mapEmpty();
  }

  /** Called for one chunk at a time, because the digest depends on their order. */
  private Future<Buffer> encodeOnWorker(byte[] chunk) {
    return workers.executeBlocking(
        () -> {
          byte[] changed = transform.apply(chunk);
          digest.update(changed);
          return encoding.encode(changed);
        },
        false);
  }

  private void write(Buffer bytes, long count) {
    rows += count;
    long rowsSoFar = rows;
    written = sink.write(bytes).onSuccess(done -> outputs.report(rowsSoFar));
  }

  private Future<Void> finish() {
    Future<Void> all =
        rows > 0
            ? written
            : written.compose(head -> encodeOnWorker(new byte[0])).compose(sink::write);
    return all.compose(done -> sink.seal(rows, HexFormat.of().formatHex(digest.digest())));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }
}
