package io.longshore.transfer.read;

import io.longshore.async.AsyncLoop;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Optional;

/**
 * Reads the rows of a file, a bounded batch at a time. Unpacking and parsing run on worker threads,
 * never more of them than processors; S3 is asked for more only when the batch before is taken.
 */
public final class RowReader<T> {

  private final ObjectRead file;
  private final String name;
  private final RowDecoder<T> decoder;
  private final WorkerExecutor workers;
  private Optional<RowBatch<T>> found = Optional.empty();

  /**
   * @param name as the file's owner knows it, for the reasons
   */
  RowReader(Vertx vertx, ObjectRead file, String name, RowDecoder<T> decoder) {
    this.file = file;
    this.name = name;
    this.decoder = decoder;
    // By name: all readers together never take more than the processors.
    this.workers =
        vertx.createSharedWorkerExecutor("decoding", Runtime.getRuntime().availableProcessors());
  }

  /**
   * The next rows, at most some thousand and a mebibyte of them or one longer row; empty after the
   * last. One call at a time. Fails with a {@link PermanentFailure}, which a piece may pass on,
   * when the file as a whole cannot be read: it is not UTF-8 text, is broken, or is too much.
   */
  public Future<Optional<RowBatch<T>>> next() {
    return AsyncLoop.whileTrue(this::look)
        .map(
            done -> {
              Optional<RowBatch<T>> batch = found;
              found = Optional.empty();
              return batch;
            });
  }

  /** Whether there are no rows yet, nor the end. */
  private Future<Boolean> look() {
    return decoded()
        .compose(
            batch -> {
              found = batch;
              return batch.isPresent() || decoder.isEnded()
                  ? Future.succeededFuture(false)
                  : feed().map(true);
            });
  }

  private Future<Void> feed() {
    return file.next()
        .onSuccess(
            bytes ->
                bytes.ifPresentOrElse(some -> decoder.feed(some.getBytes()), decoder::endOfInput))
        .mapEmpty();
  }

  private Future<Optional<RowBatch<T>>> decoded() {
    return workers
        .executeBlocking(decoder::batch, false)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof MalformedFile reason
                        ? new PermanentFailure(name + " cannot be read: " + reason.getMessage())
                        : failure));
  }

  /** Stops reading; the file is closed. */
  public void close() {
    file.close();
  }
}
