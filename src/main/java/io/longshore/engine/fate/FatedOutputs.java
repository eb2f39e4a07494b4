package io.longshore.engine.fate;

import io.longshore.async.AsyncLoop;
import io.longshore.async.FirstOf;
import io.longshore.job.Lease;
import io.longshore.job.Outputs;
import io.longshore.job.Phase;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The outputs of a piece whose job has fates. What happens at a row delays or fails the next call
 * after the row was reported: rows are reported in chunks. An import makes no such calls, and waits
 * at its end.
 */
public final class FatedOutputs implements Outputs {

  private final Outputs outputs;
  private final AttemptFates fates;
  private final List<Fate> waiting;
  private final JobRowCount count;
  private Future<Void> pending = Future.succeededFuture();

  FatedOutputs(Outputs outputs, AttemptFates fates, List<Fate> atRows, JobRowCount count) {
    this.outputs = outputs;
    this.fates = fates;
    this.waiting = new ArrayList<>(atRows);
    this.count = count;
  }

  @Override
  public Future<Sink> open() {
    return working(outputs::open);
  }

  @Override
  public Future<Sink> open(String contentType, Map<String, String> metadata) {
    return working(() -> outputs.open(contentType, metadata));
  }

  private Future<Sink> working(Supplier<Future<Sink>> open) {
    return open.get().compose(sink -> fates.reach(Phase.WORKING).map(gone -> new FatedSink(sink)));
  }

  @Override
  public Future<Void> copies(List<Copy> copies) {
    return outputs.copies(copies);
  }

  @Override
  public void report(long rows) {
    outputs.report(rows);
    long ofJob = count.report(fates.seq(), rows);
    List<Fate> due =
        waiting.stream()
            .filter(f -> (f.piece().isPresent() ? rows : ofJob) >= f.row().orElseThrow())
            .toList();
    if (!due.isEmpty()) {
      waiting.removeAll(due);
      pending = Future.all(pending, AsyncLoop.forEach(due, fates::happen)).mapEmpty();
    }
  }

  @Override
  public UUID load() {
    return outputs.load();
  }

  @Override
  public Fence fence() {
    return outputs.fence();
  }

  @Override
  public Optional<Lease> lease() {
    return outputs.lease();
  }

  @Override
  public Future<Void> stopped() {
    return FirstOf.futures(fates.failed(), outputs.stopped());
  }

  /** Completes when what has begun to happen at rows is over; fails when the job is to fail. */
  Future<Void> settled() {
    return pending;
  }

  /** Awaits what happens at the rows that were reported, whatever the outputs are. */
  public static <T> Future<T> settled(Outputs outputs, T result) {
    return outputs instanceof FatedOutputs fated
        ? fated.settled().map(result)
        : Future.succeededFuture(result);
  }

  private final class FatedSink implements Sink {

    private final Sink sink;

    FatedSink(Sink sink) {
      this.sink = sink;
    }

    @Override
    public Future<Void> write(Buffer bytes) {
      return settled().compose(over -> sink.write(bytes));
    }

    @Override
    public Future<Void> copy(Copy copy) {
      return settled().compose(over -> sink.copy(copy));
    }

    @Override
    public Future<Void> seal(long rows, String sha256) {
      return settled().compose(over -> sink.seal(rows, sha256));
    }
  }
}
