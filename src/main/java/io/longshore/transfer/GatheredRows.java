package io.longshore.transfer;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Small chunks of another source, put together until they are worth the work of one. */
final class GatheredRows implements RowSource {

  private final RowSource source;
  private final int bytes;

  /**
   * @param bytes how many make a chunk; only the last may have fewer
   */
  GatheredRows(RowSource source, int bytes) {
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
                    : more(new RowChunk(0, Buffer.buffer(3 * bytes)), first.get()));
  }

  private Future<Optional<RowChunk>> more(RowChunk gathered, RowChunk chunk) {
    RowChunk all =
        new RowChunk(gathered.rows() + chunk.rows(), gathered.bytes().appendBuffer(chunk.bytes()));
    if (enough(all)) {
      return Future.succeededFuture(Optional.of(all));
    }
    return source
        .next()
        .compose(
            next ->
                next.isEmpty() ? Future.succeededFuture(Optional.of(all)) : more(all, next.get()));
  }

  private boolean enough(RowChunk chunk) {
    return chunk.bytes().length() >= bytes;
  }
}
