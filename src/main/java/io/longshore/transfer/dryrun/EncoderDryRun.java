package io.longshore.transfer.dryrun;

import io.longshore.transfer.dryrun.DryRunSample.Action;
import io.longshore.transfer.read.BatchEncoder;
import io.longshore.transfer.read.Importer.RowEncoder;
import io.longshore.transfer.read.MalformedRow;
import io.longshore.transfer.read.RowBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks rows by the encoder of an import, and drops what it encodes. */
public abstract class EncoderDryRun<T> implements RowDryRun<T> {

  private final RowEncoder<T> encoder;
  private final BatchEncoder<T> batches;
  private final WorkerExecutor workers;

  protected EncoderDryRun(Vertx vertx, RowEncoder<T> encoder) {
    this.encoder = encoder;
    this.batches = new BatchEncoder<>(encoder);
    this.workers =
        vertx.createSharedWorkerExecutor("decoding", Runtime.getRuntime().availableProcessors());
  }

  /** Called before the rows are checked, on a worker thread. */
  protected abstract void see(RowBatch<T> rows);

  @Override
  public Future<DryRunBatch> check(RowBatch<T> rows, int samples) {
    return workers.executeBlocking(() -> checked(rows, samples), false);
  }

  private DryRunBatch checked(RowBatch<T> rows, int most) {
    see(rows);
    List<DryRunSample> samples = new ArrayList<>();
    long before = batches.accepted();
    List<MalformedRow> bad =
        batches.add(
            rows,
            row -> {
              if (samples.size() < most) {
                encoder
                    .last()
                    .ifPresent(
                        text -> samples.add(new DryRunSample(row.line(), Action.CREATE, text)));
              }
            });
    encoder.take();
    return new DryRunBatch(batches.accepted() - before, bad, samples, Optional.empty());
  }
}
