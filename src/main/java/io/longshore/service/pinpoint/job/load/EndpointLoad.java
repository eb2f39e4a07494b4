package io.longshore.service.pinpoint.job.load;

import io.longshore.async.AsyncLoop;
import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.longshore.service.pinpoint.job.load.EndpointBatches.Checked;
import io.longshore.transfer.read.MalformedRow;
import io.longshore.transfer.read.RowBatch;
import io.longshore.transfer.read.RowReader;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Loads one file into a table in batches; stops with its piece. */
final class EndpointLoad<T> {

  private static final int MOST_REFUSALS = 100;

  /** An opened file, and the parser of its rows. */
  record Source<T>(RowReader<T> file, Function<T, JsonObject> parse, StagedRow.File origin) {}

  private final Source<T> source;
  private final ImportTarget way;
  private final FileLoads loads;
  private final RejectedRows rejected;
  private final Outputs outputs;
  private final WorkerExecutor workers;
  private final CopyRows copy;
  private final EndpointBatches<T> batches;
  private final List<String> refusals = new ArrayList<>();
  private Future<Optional<RowBatch<T>>> reading;
  private Future<Void> written = Future.succeededFuture();
  private long rows;
  private long refused;
  private boolean over;

  EndpointLoad(
      Source<T> source,
      ImportTarget way,
      FileLoads loads,
      List<List<Short>> shards,
      RejectedRows rejected,
      Outputs outputs,
      WorkerExecutor workers) {
    this.source = source;
    this.way = way;
    this.copy = new CopyRows(way, loads.size(), shards);
    this.batches = new EndpointBatches<>(source.origin(), source.parse(), way, copy, workers);
    this.loads = loads;
    this.rejected = rejected;
    this.outputs = outputs;
    this.workers = workers;
  }

  Future<Outcome> run() {
    outputs.stopped().onFailure(stopped -> stop());
    reading = source.file().next();
    return AsyncLoop.whileTrue(this::next)
        .compose(all -> AsyncLoop.whileTrue(this::rest))
        .compose(all -> end())
        .onFailure(failed -> stop());
  }

  private Future<Boolean> next() {
    return reading.compose(
        batch -> batch.isPresent() ? take(batch.get()).map(true) : Future.succeededFuture(false));
  }

  /** Reads the next batch while this one is parsed and the one before is written. */
  private Future<Void> take(RowBatch<T> batch) {
    if (over) {
      return Future.failedFuture(new IllegalStateException("The import was stopped"));
    }
    reading = source.file().next();
    return batches
        .check(batch)
        .map(this::count)
        .compose(taken -> rejected.add(taken.bad()).compose(kept -> write(taken.encoded())));
  }

  private Checked count(Checked batch) {
    rows += batch.rows().size();
    refused += batch.bad().size();
    batch.bad().stream()
        .limit(MOST_REFUSALS - refusals.size())
        .forEach(row -> refusals.add(told(row)));
    return batch;
  }

  /** Writes some of the rows that were kept to be grouped. */
  private Future<Boolean> rest() {
    if (over) {
      return Future.failedFuture(new IllegalStateException("The import was stopped"));
    }
    return workers
        .executeBlocking(copy::rest, false)
        .compose(some -> write(some).map(some.stream().anyMatch(rows -> rows.length() > 0)));
  }

  /** Writes after the batch before is written. */
  private Future<Void> write(List<Buffer> bytes) {
    return written.onSuccess(
        before -> {
          long soFar = rows;
          written = loads.write(bytes).onSuccess(done -> outputs.report(soFar));
        });
  }

  private String told(MalformedRow row) {
    return source.origin().name() + " line " + row.line() + ": " + row.reason();
  }

  private Future<Outcome> end() {
    return written
        .compose(done -> way.end())
        .compose(sound -> loads.end(outputs.fence()))
        .compose(stored -> rejected.end())
        .map(kept -> new Outcome.Done(rows, refused, told()));
  }

  /** The remark about a file without endpoints. */
  private List<String> told() {
    return rows == 0 && refused == 0 ? List.of(source.origin().name() + ": has no rows") : refusals;
  }

  private void stop() {
    if (!over) {
      over = true;
      source.file().close();
      loads.cancel();
    }
  }
}
