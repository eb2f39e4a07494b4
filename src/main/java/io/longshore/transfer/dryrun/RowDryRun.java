package io.longshore.transfer.dryrun;

import io.longshore.job.Outcome;
import io.longshore.transfer.read.RowBatch;
import io.vertx.core.Future;
import java.util.List;

/** Checks the rows of one file by the code of the import. One call at a time. */
public interface RowDryRun<T> {

  /**
   * Checks rows.
   *
   * @param samples how many accepted rows to show at most
   */
  Future<DryRunBatch> check(RowBatch<T> rows, int samples);

  /** The columns that the rows had until now. */
  List<DryRunColumn> columns();

  /** The columns of a header, if no row had any. */
  List<DryRunColumn> columns(List<String> header);

  /** How the import of the file would end. */
  default Outcome verdict(Outcome.Done read) {
    return read;
  }
}
