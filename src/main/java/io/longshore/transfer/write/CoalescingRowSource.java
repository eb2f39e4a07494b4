package io.longshore.transfer.write;

import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Small chunks of another source, put together until they are worth the work of one. */
final class CoalescingRowSource implements RowSource {

  private final RowSource source;
  private final int bytes;

  /**
   * @param bytes how many make a chunk; only the last may have fewer
   */
  CoalescingRowSource(RowSource source, int bytes) {
    this.source = source;
    this.bytes = bytes;
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    return source
        .next()
        .compose(
            first ->
                first.isEmpty() || enough(first.get())
                    ? Future.succeededFuture(first)
                    : gathered(first.get()).map(Optional::of));
  }

  private Future<RowChunk> gathered(RowChunk first) {
    Buffer all = Buffer.buffer(3 * bytes).appendBuffer(first.bytes());
    AtomicLong rows = new AtomicLong(first.rows());
    return AsyncLoop.whileTrue(
            () ->
                source
                    .next()
                    .map(
                        next -> {
                          next.ifPresent(
                              chunk -> {
                                all.appendBuffer(chunk.bytes());
                                rows.addAndGet(chunk.rows());
                              });
                          return next.isPresent() && all.length() < bytes;
                        }))
        .map(done -> new RowChunk(rows.get(), all));
  }

  private boolean enough(RowChunk chunk) {
    return chunk.bytes().length() >= bytes;
  }
}
