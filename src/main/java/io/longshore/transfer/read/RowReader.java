package io.longshore.transfer.read;

import io.longshore.job.PermanentFailure;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Reads the rows of a file in batches of bounded size. */
public interface RowReader<T> {

  /**
   * Returns the next batch, or empty after the last. One call at a time. Fails with a {@link
   * PermanentFailure} if the file cannot be read at all: it is damaged, not of its format, or
   * exceeds {@link ReadLimits}.
   */
  Future<Optional<RowBatch<T>>> next();

  /** The names of the columns in the part that was read; empty if the format has no header. */
  default List<String> header() {
    return List.of();
  }

  /** Stops reading and closes the file. */
  void close();
}
