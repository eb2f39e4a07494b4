package io.longshore.transfer.dryrun;

import io.longshore.job.Outcome;
import io.longshore.transfer.read.MalformedRow;
import io.longshore.transfer.read.ReadRow;
import io.longshore.transfer.read.RowBatch;
import io.longshore.transfer.read.RowReader;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The rows of one file, and their checks. One call at a time. */
public final class FileDryRun<T> {

  private final RowReader<T> rows;
  private final RowDryRun<T> dryRun;
  private boolean checking;

  public FileDryRun(RowReader<T> rows, RowDryRun<T> dryRun) {
    this.rows = rows;
    this.dryRun = dryRun;
  }

  /**
   * Reads and checks the next rows; empty after the last.
   *
   * @param most rows that are checked; others that were read with them are dropped
   */
  Future<Optional<DryRunBatch>> next(long most, int samples) {
    return rows.next()
        .compose(
            batch ->
                batch.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : check(first(batch.get(), most), samples).map(Optional::of));
  }

  private Future<DryRunBatch> check(RowBatch<T> batch, int samples) {
    checking = true;
    return dryRun.check(batch, samples).onComplete(done -> checking = false);
  }

  /** Whether rows are being checked, so that the columns may change. */
  boolean isChecking() {
    return checking;
  }

  private static <T> RowBatch<T> first(RowBatch<T> batch, long most) {
    if (batch.rows().size() + batch.bad().size() <= most) {
      return batch;
    }
    LongStream lines =
        Stream.concat(
                batch.rows().stream().map(ReadRow::line),
                batch.bad().stream().map(MalformedRow::line))
            .mapToLong(Long::longValue);
    long beyond = lines.sorted().skip(most).findFirst().orElseThrow();
    return new RowBatch<>(
        batch.rows().stream().filter(row -> row.line() < beyond).toList(),
        batch.bad().stream().filter(row -> row.line() < beyond).toList());
  }

  List<DryRunColumn> columns() {
    List<DryRunColumn> seen = dryRun.columns();
    return seen.isEmpty() ? dryRun.columns(rows.header()) : seen;
  }

  Outcome verdict(Outcome.Done read) {
    return dryRun.verdict(read);
  }

  void close() {
    rows.close();
  }
}
