package io.longshore.transfer.write;

import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Combines small chunks of another source into chunks of a minimum size, except compressed ones.
 */
final class CoalescingRowSource implements RowSource {

  private final RowSource source;
  private final int minBytes;
  private Optional<RowChunk> waiting = Optional.empty(); // follows the chunk that was combined

  /**
   * @param minBytes the minimum size of a chunk; the last may be smaller
   */
  CoalescingRowSource(RowSource source, int minBytes) {
    this.source = source;
    this.minBytes = minBytes;
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    Optional<RowChunk> left = waiting;
    waiting = Optional.empty();
    return (left.isPresent() ? Future.succeededFuture(left) : source.next())
        .compose(
            first ->
                first.isEmpty() || isLargeEnough(first.get())
                    ? Future.succeededFuture(first)
                    : combine(first.get()).map(Optional::of));
  }

  @Override
  public Optional<String> contentId() {
    return source.contentId();
  }

  @Override
  public Future<Void> close() {
    return source.close();
  }

  private Future<RowChunk> combine(RowChunk first) {
    Buffer all = Buffer.buffer(3 * minBytes).appendBuffer(first.bytes());
    AtomicLong rows = new AtomicLong(first.rows());
    return AsyncLoop.whileTrue(
            () ->
                source
                    .next()
                    .map(
                        next -> {
                          waiting = next.filter(RowChunk::gzipped);
                          next.filter(chunk -> !chunk.gzipped())
                              .ifPresent(
                                  chunk -> {
                                    all.appendBuffer(chunk.bytes());
                                    rows.addAndGet(chunk.rows());
                                  });
                          return next.isPresent() && waiting.isEmpty() && all.length() < minBytes;
                        }))
        .map(done -> new RowChunk(rows.get(), all));
  }

  private boolean isLargeEnough(RowChunk chunk) {
    return chunk.gzipped() || chunk.bytes().length() >= minBytes;
  }
}
