package io.longshore.transfer.write;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * Rows on their way out, a bounded chunk at a time, in an order that is fixed for a given input.
 */
public interface RowSource {

  /** The next chunk, or empty after the last. One call at a time. */
  Future<Optional<RowChunk>> next();
}
