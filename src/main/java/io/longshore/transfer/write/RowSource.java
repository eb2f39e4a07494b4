package io.longshore.transfer.write;

import io.vertx.core.Future;
import java.util.Optional;

/** The rows of an export, in chunks of bounded size. */
public interface RowSource {

  /** Returns the next chunk, or empty after the last. One call at a time. */
  Future<Optional<RowChunk>> next();

  /**
   * A name of the rows and their order, if they are all compressed and certain to be the same ones
   * as those of every source with this name; known from the start.
   */
  default Optional<String> contentId() {
    return Optional.empty();
  }

  /** Releases what the source holds; called once, after the last chunk or after a failure. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }
}
