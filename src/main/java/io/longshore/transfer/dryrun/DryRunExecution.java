package io.longshore.transfer.dryrun;

import io.longshore.async.AsyncLoop;
import io.longshore.async.FirstOf;
import io.longshore.async.SafeCall;
import io.longshore.job.Outcome;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectStoreError;
import io.longshore.transfer.dryrun.DryRunReport.FileResult;
import io.longshore.transfer.read.MalformedRow;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads and checks files one by one until a limit is reached. What is left of the limits is divided
 * evenly by the files that are left, so that all files are looked into. Used from one context only.
 */
public final class DryRunExecution {

  /** The rejected rows of a file that the reason of its failure names. */
  private static final int REFUSALS = 5;

  private final Vertx vertx;
  private final List<DryRunFile> files;
  private final DryRunLimits limits;
  private final DryRunReport report;
  private final Promise<Void> stop = Promise.promise();
  private boolean ending;
  private int next;
  private long rows;
  private long bytes;
  private Reading open;

  /** The file that is being read. */
  private static final class Reading {
    private final DryRunFile file;
    private final FileDryRun<?> dryRun;
    private final long[] read; // its bytes until now
    private final long mostRows;
    private final long mostBytes;
    private final List<String> refusals = new ArrayList<>();
    private long accepted;
    private long rejected;
    private boolean complete;
    private Optional<String> failure = Optional.empty();

    Reading(DryRunFile file, FileDryRun<?> dryRun, long[] read, long mostRows, long mostBytes) {
      this.file = file;
      this.dryRun = dryRun;
      this.read = read;
      this.mostRows = mostRows;
      this.mostBytes = mostBytes;
    }
  }

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped() {
      super("The dry run was stopped", null, false, false);
    }
  }

  public DryRunExecution(Vertx vertx, List<DryRunFile> files, DryRunLimits limits) {
    this.vertx = vertx;
    this.files = files;
    this.limits = limits;
    this.report = new DryRunReport(limits, files.size());
  }

  /** Runs until the files end or a limit is reached. */
  public Future<DryRunReport> run() {
    long timer =
        vertx.setTimer(Math.max(1, limits.time().toMillis()), late -> end(DryRunCut.SECONDS));
    return FirstOf.futures(stop.future(), AsyncLoop.whileTrue(this::nextFile))
        .recover(
            failure ->
                failure instanceof Stopped
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure))
        .onComplete(done -> vertx.cancelTimer(timer))
        .map(done -> ended());
  }

  /** Ends the run early. */
  public void stop() {
    end(DryRunCut.STOPPED);
  }

  private void end(DryRunCut cause) {
    if (stop.future().isComplete()) {
      return;
    }
    report.cut(cause);
    ending = true;
    if (open == null || !open.dryRun.isChecking()) { // a check of some rows ends soon by itself
      stop.tryFail(new Stopped());
    }
  }

  private DryRunReport ended() {
    close();
    return report;
  }

  private Future<Boolean> nextFile() {
    if (ending || next == files.size()) {
      return Future.succeededFuture(false);
    }
    int left = files.size() - next;
    DryRunFile file = files.get(next++);
    long mostRows = share(limits.rows() - rows, left);
    long mostBytes = share(limits.bytes() - bytes, left);
    if (mostRows <= 0 || mostBytes <= 0) {
      report.cut(mostRows <= 0 ? DryRunCut.ROWS : DryRunCut.BYTES);
      return Future.succeededFuture(false);
    }
    long[] read = new long[1];
    return SafeCall.call(() -> file.open().apply(more -> read[0] += more))
        .compose(dryRun -> read(new Reading(file, dryRun, read, mostRows, mostBytes)))
        .recover(failure -> told(file, failure))
        .map(done -> true);
  }

  private static long share(long left, int files) {
    return (left + files - 1) / files;
  }

  private Future<Void> read(Reading opened) {
    if (ending) {
      opened.dryRun.close();
      return Future.succeededFuture();
    }
    open = opened;
    return AsyncLoop.whileTrue(() -> nextRows(open))
        .recover(failure -> failed(open, failure))
        .onSuccess(done -> close());
  }

  private Future<Boolean> nextRows(Reading reading) {
    if (ending) {
      return Future.succeededFuture(false);
    }
    long left = reading.mostRows - reading.accepted - reading.rejected;
    if (left <= 0 || reading.read[0] >= reading.mostBytes && !isWhole(reading)) {
      report.cut(left <= 0 ? DryRunCut.ROWS : DryRunCut.BYTES);
      return Future.succeededFuture(false);
    }
    return reading
        .dryRun
        .next(left, report.samplesLeft())
        .map(
            batch -> {
              reading.complete = batch.isEmpty();
              batch.ifPresent(some -> add(reading, some));
              return batch.isPresent();
            });
  }

  /** Whether all bytes are read, so that only rows in memory are left. */
  private static boolean isWhole(Reading reading) {
    return reading.read[0] >= reading.file.bytes();
  }

  private void add(Reading reading, DryRunBatch batch) {
    reading.accepted += batch.accepted();
    reading.rejected += batch.rejected().size();
    batch.rejected().stream()
        .limit(REFUSALS - reading.refusals.size())
        .forEach(row -> reading.refusals.add(told(reading.file, row)));
    if (reading.failure.isEmpty()) {
      reading.failure = batch.refusal();
    }
    report.add(reading.file.name(), batch);
  }

  private static String told(DryRunFile file, MalformedRow row) {
    return file.name() + " line " + row.line() + ": " + row.reason();
  }

  private Future<Void> failed(Reading reading, Throwable failure) {
    if (failure instanceof GivenFile.RestMissing) {
      report.cut(DryRunCut.CONTENT);
      return Future.succeededFuture();
    }
    Optional<String> reason = reason(failure);
    if (reason.isEmpty()) {
      close();
      return Future.failedFuture(failure);
    }
    reading.failure = reading.failure.or(() -> reason);
    return Future.succeededFuture();
  }

  /** Reports a file that cannot be opened. */
  private Future<Void> told(DryRunFile file, Throwable failure) {
    return reason(failure)
        .map(
            reason -> {
              report.add(
                  new FileResult(
                      file.name(), file.bytes(), 0, 0, false, List.of(), Optional.of(reason)),
                  List.of());
              return Future.<Void>succeededFuture();
            })
        .orElse(Future.failedFuture(failure));
  }

  /** The reason for which an import would fail; empty if it would be tried again. */
  private static Optional<String> reason(Throwable failure) {
    boolean permanent =
        failure instanceof PermanentFailure
            || failure instanceof ObjectStoreError error
                && error.kind() == ObjectStoreError.Kind.PERMANENT;
    return permanent ? Optional.of(failure.getMessage()) : Optional.empty();
  }

  /** Closes the file that is open, and reports what was found in it. */
  private void close() {
    if (open == null) {
      return;
    }
    Reading reading = open;
    open = null;
    reading.dryRun.close();
    rows += reading.accepted + reading.rejected;
    bytes += reading.read[0];
    Outcome verdict = verdict(reading);
    Optional<String> failure =
        verdict instanceof Outcome.Rejected rejected
            ? reading.failure.or(() -> Optional.of(rejected.reason()))
            : reading.failure;
    report.add(
        new FileResult(
            reading.file.name(),
            reading.file.bytes(),
            reading.accepted,
            reading.rejected,
            reading.complete,
            reading.dryRun.columns(),
            failure),
        verdict instanceof Outcome.Done done && done.rowsFailed() == 0
            ? done.refusals()
            : List.of());
  }

  private static Outcome verdict(Reading reading) {
    Outcome.Done read = new Outcome.Done(reading.accepted, reading.rejected, reading.refusals);
    boolean none = reading.accepted + reading.rejected == 0 && !reading.complete;
    return none ? read : reading.dryRun.verdict(read);
  }
}
