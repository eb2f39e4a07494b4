package io.longshore.transfer.write;

import io.longshore.job.Outcome;
import io.longshore.job.Outputs;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/** Brings rows into a piece's object: reads, digests, encodes and writes chunk after chunk. */
public final class Exporter {

  /** What is worth a gzip member of its own. */
  private static final int CHUNK_BYTES = 128 * 1024;

  private final WorkerExecutor workers;
  private final Encoding encoding;

  /**
   * @param encoding how the object is stored
   */
  public Exporter(Vertx vertx, Encoding encoding) {
    // By name: all exporters together never take more than the processors.
    this.workers =
        vertx.createSharedWorkerExecutor("encoding", Runtime.getRuntime().availableProcessors());
    this.encoding = encoding;
  }

  /**
   * Writes all rows of the source to the piece's object and seals it. At most three chunks are in
   * memory: one is being read, one encoded and one written. Fails as the source or the outputs
   * fail, and then leaves the object to the engine.
   */
  public Future<Outcome> export(RowSource rows, Outputs outputs) {
    RowSource gathered = new CoalescingRowSource(rows, CHUNK_BYTES);
    return outputs
        .open()
        .compose(sink -> new ExportRun(gathered, outputs, sink, workers, encoding).start());
  }
}
