package io.longshore.service.pinpoint.job.load;

import io.longshore.store.CopyTextBuffer;
import io.longshore.transfer.read.MalformedRow;
import io.vertx.core.Future;
import java.util.List;

/** The table into which an attempt loads the rows of a file, and the checks of the rows. */
interface ImportTarget {

  /** The COPY statement of the rows. */
  String copy();

  /**
   * The refused rows with their reasons. Fails with {@link NotAlone} when the file needs another
   * target.
   */
  Future<List<MalformedRow>> refused(List<StagedRow> rows);

  /**
   * Writes a row for the COPY.
   *
   * @throws IllegalArgumentException when it cannot be stored
   */
  void write(CopyTextBuffer rows, StagedRow row);

  /** Whether rows are stored in the order of the load, so that it should group them. */
  boolean isOrdered();

  /** Called after the last row; fails with {@link NotAlone} as above. */
  Future<Void> end();

  /** The file cannot be loaded into this target, because its rows must be compared with others. */
  final class NotAlone extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotAlone() {
      super("Rows must be compared with others", null, false, false);
    }
  }
}
