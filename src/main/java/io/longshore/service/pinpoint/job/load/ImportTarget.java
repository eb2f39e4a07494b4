package io.longshore.service.pinpoint.job.load;

import io.longshore.store.CopyTextBuffer;
import io.longshore.transfer.read.MalformedRow;
import io.vertx.core.Future;
import java.util.List;

/** Into which table an import's rows go, and what it asks of them. One attempt at one file. */
interface ImportTarget {

  /** The COPY that the rows are for. */
  String copy();

  /**
   * Which rows are refused, and why. Fails with {@link NotAlone} when the file must go another way.
   */
  Future<List<MalformedRow>> refused(List<StagedRow> rows);

  /**
   * Writes a row for the COPY.
   *
   * @throws IllegalArgumentException when it cannot be stored
   */
  void write(CopyTextBuffer rows, StagedRow row);

  /** All rows are written; fails with {@link NotAlone} as above. */
  Future<Void> end();

  /** The file cannot go this way, for its rows must be compared with others. */
  final class NotAlone extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotAlone() {
      super("Rows must be compared with others", null, false, false);
    }
  }
}
