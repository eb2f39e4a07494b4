package io.longshore.service.pinpoint;

import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.store.BulkLoad;
import io.longshore.store.CopyRows;
import io.longshore.transfer.BadRow;
import io.longshore.transfer.ReadRow;
import io.longshore.transfer.RowBatch;
import io.longshore.transfer.RowReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One file on its way into pinpoint_import_row, a batch at a time; stops with its piece. A loop
 * over callbacks and not a chain of futures, which would keep a link for every batch until the
 * last.
 */
final class EndpointLoad<T> {

  private static final int MOST_REFUSALS = 100;

  /** Where the rows go, and under which names. */
  record Target(UUID job, long firstPlace, BulkLoad.Load load) {}

  /** Rows that were read, and what they come to. */
  private record Staged(List<StagedRow> rows, List<BadRow> bad) {}

  /** The same, ready to be written. */
  private record Taken(Buffer rows, List<BadRow> bad) {}

  private final RowReader<T> file;
  private final Function<T, JsonObject> parse;
  private final StagedRow.File origin;
  private final Target target;
  private final RejectedRows rejected;
  private final ImportStore store;
  private final Outputs outputs;
  private final WorkerExecutor workers;
  private final RandomGenerator random;
  private final CopyRows copy = new CopyRows();
  private final List<String> refusals = new ArrayList<>();
  private final Promise<Outcome> ended = Promise.promise();
  private Future<Void> written = Future.succeededFuture();
  private long rows;
  private long refused;
  private boolean over;

  EndpointLoad(
      RowReader<T> file,
      Function<T, JsonObject> parse,
      StagedRow.File origin,
      Target target,
      RejectedRows rejected,
      ImportStore store,
      Outputs outputs,
      WorkerExecutor workers,
      RandomGenerator random) {
    this.file = file;
    this.parse = parse;
    this.origin = origin;
    this.target = target;
    this.rejected = rejected;
    this.store = store;
    this.outputs = outputs;
    this.workers = workers;
    this.random = random;
  }

  Future<Outcome> run() {
    outputs.stopped().onFailure(stopped -> stop());
    proceed(file.next());
    return ended.future().onFailure(failed -> stop());
  }

  private void proceed(Future<Optional<RowBatch<T>>> reading) {
    reading
        .compose(batch -> batch.isPresent() ? take(batch.get()) : end())
        .onFailure(ended::tryFail);
  }

  /** The next batch is read while this one is parsed and the one before is written. */
  private Future<Void> take(RowBatch<T> batch) {
    if (over) {
      return Future.failedFuture(new IllegalStateException("The import was stopped"));
    }
    Future<Optional<RowBatch<T>>> reading = file.next();
    return workers
        .executeBlocking(() -> staged(batch), false)
        .compose(this::refuseMissing)
        .compose(staged -> workers.executeBlocking(() -> encoded(staged), false))
        .compose(taken -> rejected.add(taken.bad()).compose(kept -> write(taken.rows())))
        .onSuccess(writing -> proceed(reading));
  }

  /** Begins to write when what came before is written. */
  private Future<Void> write(Buffer bytes) {
    return written.onSuccess(
        before -> {
          long soFar = rows;
          written =
              (bytes.length() == 0 ? Future.<Void>succeededFuture() : target.load().write(bytes))
                  .onSuccess(done -> outputs.report(soFar));
        });
  }

  private Staged staged(RowBatch<T> batch) {
    List<StagedRow> good = new ArrayList<>();
    List<BadRow> bad = new ArrayList<>(batch.bad());
    for (ReadRow<T> row : batch.rows()) {
      try {
        good.add(StagedRow.of(origin, row.line(), parse.apply(row.value())));
      } catch (IllegalArgumentException reason) {
        bad.add(new BadRow(row.line(), reason.getMessage()));
      }
    }
    return new Staged(good, bad);
  }

  /** A row without address and channel changes an endpoint, and there may be none. */
  private Future<Staged> refuseMissing(Staged staged) {
    List<String> needed =
        staged.rows().stream()
            .filter(row -> origin.register() && row.needsEndpoint())
            .map(row -> row.key().orElseThrow())
            .distinct()
            .toList();
    if (needed.isEmpty()) {
      return Future.succeededFuture(staged);
    }
    return store
        .existing(origin.merge().app(), needed)
        .map(
            there -> {
              List<StagedRow> good = new ArrayList<>();
              List<BadRow> bad = new ArrayList<>(staged.bad());
              for (StagedRow row : staged.rows()) {
                if (origin.register() && missing(row, there)) {
                  bad.add(new BadRow(row.line(), row.missing()));
                } else {
                  good.add(row);
                }
              }
              return new Staged(good, bad);
            });
  }

  private static boolean missing(StagedRow row, Set<String> there) {
    return row.needsEndpoint() && !there.contains(row.key().orElseThrow());
  }

  private Taken encoded(Staged staged) {
    List<BadRow> bad = new ArrayList<>(staged.bad());
    for (StagedRow row : staged.rows()) {
      try {
        long place = target.firstPlace() + row.line();
        long revision = random.nextLong(1, 1L << 62);
        row.write(copy, origin, target.job(), outputs.load(), place, revision);
      } catch (IllegalArgumentException reason) {
        bad.add(new BadRow(row.line(), reason.getMessage()));
      }
    }
    rows += staged.rows().size() + staged.bad().size() - bad.size();
    refused += bad.size();
    bad.sort(Comparator.comparingLong(BadRow::line));
    bad.stream()
        .limit(MOST_REFUSALS - refusals.size())
        .forEach(row -> refusals.add(origin.name() + " line " + row.line() + ": " + row.reason()));
    return new Taken(copy.take(), bad);
  }

  private Future<Void> end() {
    return written
        .compose(done -> rejected.end())
        .compose(kept -> target.load().end())
        .onSuccess(stored -> ended.tryComplete(new Outcome.Done(rows, refused, refusals)))
        .mapEmpty();
  }

  private void stop() {
    if (!over) {
      over = true;
      file.close();
      target.load().cancel();
    }
  }
}
