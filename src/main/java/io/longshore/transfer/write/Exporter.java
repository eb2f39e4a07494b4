package io.longshore.transfer.write;

import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/** Writes rows to the object of a piece: reads, digests, encodes and uploads them in chunks. */
public final class Exporter {

  /** The minimum size of a gzip member. */
  private static final int CHUNK_BYTES = 128 * 1024;

  private final WorkerExecutor workers;
  private final Encoding encoding;

  /**
   * @param encoding of the object's content
   */
  public Exporter(Vertx vertx, Encoding encoding) {
    // Shared by name, so that all exporters together use one thread per processor.
    this.workers =
        vertx.createSharedWorkerExecutor("encoding", Runtime.getRuntime().availableProcessors());
    this.encoding = encoding;
  }

  /**
   * Writes all rows of the source to the object and seals it. At most three chunks are in memory:
   * one is being read, one encoded and one written. After a failure the engine removes the object.
   */
  public Future<Outcome> export(RowSource rows, Outputs outputs) {
    return export(rows, outputs, RowTransform.NONE);
  }

  /**
   * Like {@link #export(RowSource, Outputs)}, of changed rows.
   *
   * @param transform of this object only
   */
  public Future<Outcome> export(RowSource rows, Outputs outputs, RowTransform transform) {
    RowSource gathered = new CoalescingRowSource(rows, CHUNK_BYTES);
    return outputs
        .open()
        .compose(
            sink -> new ExportRun(gathered, outputs, sink, workers, transform, encoding).start());
  }
}
