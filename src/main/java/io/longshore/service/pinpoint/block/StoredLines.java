package io.longshore.service.pinpoint.block;

import io.longshore.store.Postgres;
import io.longshore.store.read.PieceReader;
import io.longshore.transfer.write.BlockMeter;
import io.longshore.transfer.write.Exporter;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the endpoints of whole exports from blocks where there are current ones, and requests
 * blocks where many rows had to be read.
 */
public final class StoredLines {

  /** With more changed rows an export reads all rows. */
  private static final double MOST_CHANGED = 0.25;

  /** With more changed rows, or hash buckets without blocks, it requests new blocks. */
  private static final double REQUESTED_FROM = 0.05;

  private final WorkerExecutor workers;
  private final Postgres postgres;
  private final int minRows;
  private final BlockMeter meter;

  /**
   * @param minRows blocks are made for exports with pieces of at least that many rows; 0 for none
   */
  public StoredLines(Vertx vertx, Postgres postgres, int minRows, BlockMeter meter) {
    this(Exporter.workers(vertx), postgres, minRows, meter);
  }

  private StoredLines(WorkerExecutor workers, Postgres postgres, int minRows, BlockMeter meter) {
    this.workers = workers;
    this.postgres = postgres;
    this.minRows = minRows;
    this.meter = meter;
  }

  /** Reads rows only. */
  public static StoredLines off(Postgres postgres) {
    return new StoredLines((WorkerExecutor) null, postgres, 0, BlockMeter.NONE);
  }

  /**
   * The lines of all endpoints in those hash buckets.
   *
   * @param reader where they are read
   * @param rows reads all of them without blocks
   */
  public Future<RowSource> rows(
      PieceReader reader, String container, List<Integer> buckets, Supplier<RowSource> rows) {
    if (minRows == 0) {
      return Future.succeededFuture(rows.get());
    }
    return BlockStore.recordsChanges(reader)
        .compose(
            records ->
                records
                    ? BlockStore.plan(reader, container, buckets)
                        .map(plan -> fromBlocks(reader, container, buckets, plan, rows))
                    : Future.succeededFuture(rows.get()));
  }

  private RowSource fromBlocks(
      PieceReader reader,
      String container,
      List<Integer> buckets,
      BlockPlan plan,
      Supplier<RowSource> rows) {
    if (!plan.isWorthwhile(MOST_CHANGED)) {
      return requesting(rows.get(), container);
    }
    List<Integer> others = plan.others(buckets);
    RowSource lines = new BlockRows(workers, reader, container, plan, others, meter);
    boolean many =
        others.size() > REQUESTED_FROM * buckets.size() || !plan.isWorthwhile(REQUESTED_FROM);
    return many ? requesting(lines, container) : lines;
  }

  private RowSource requesting(RowSource source, String container) {
    return new RequestingRows(
        source, minRows, () -> BlockRequestStore.request(postgres, container));
  }
}
