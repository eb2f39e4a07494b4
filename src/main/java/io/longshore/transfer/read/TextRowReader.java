package io.longshore.transfer.read;

import io.longshore.async.AsyncLoop;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Optional;

/**
 * Reads the rows of a file of text. Decompression and parsing run on worker threads, one per
 * processor at most; more bytes are read from S3 only when a batch is requested.
 */
final class TextRowReader<T> implements RowReader<T> {

  private final ObjectRead file;
  private final String name;
  private final RowDecoder<T> decoder;
  private final WorkerExecutor workers;
  private Optional<RowBatch<T>> found = Optional.empty();

  /**
   * @param name the file's name in messages
   */
  TextRowReader(Vertx vertx, ObjectRead file, String name, RowDecoder<T> decoder) {
    this.file = file;
    this.name = name;
    this.decoder = decoder;
    // Shared by name, so that all readers together use one thread per processor.
    this.workers =
        vertx.createSharedWorkerExecutor("decoding", Runtime.getRuntime().availableProcessors());
  }

  @Override
  public Future<Optional<RowBatch<T>>> next() {
    return AsyncLoop.whileTrue(this::decodeOrFeed)
        .map(
            done -> {
              Optional<RowBatch<T>> batch = found;
              found = Optional.empty();
              return batch;
            });
  }

  /** Whether to go on because there is neither a batch nor the end of the file. */
  private Future<Boolean> decodeOrFeed() {
    return decode()
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

  private Future<Optional<RowBatch<T>>> decode() {
    return workers
        .executeBlocking(decoder::batch, false)
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof MalformedFile reason
                        ? new PermanentFailure(name + " cannot be read: " + reason.getMessage())
                        : failure));
  }

  @Override
  public void close() {
    file.close();
  }
}
