package io.longshore.service.pinpoint.block;

import io.longshore.async.AsyncLoop;
import io.longshore.store.Postgres;
import io.longshore.store.read.PieceReader;
import io.longshore.transfer.write.BlockMeter;
import io.longshore.transfer.write.LayoutRows;
import io.longshore.transfer.write.LineSelection;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the endpoints of whole exports from blocks where there are current ones, and requests
 * blocks where many rows had to be read.
 */
public final class StoredLines {

  private static final Logger log = LoggerFactory.getLogger(StoredLines.class);

  /** The lines that one statement compares: a tenth of a second. */
  private static final long COMPARED_ROWS = 65_536;

  /** The lines that decide whether the others are compared. */
  private static final long SAMPLED_ROWS = 4_096;

  /**
   * With fewer current rows the statements that read the others take longer than reading all rows:
   * with half of them, 1.4 times the processor time.
   */
  private static final double LEAST_SHARE = 0.85;

  private final Postgres postgres;
  private final int minRows;
  private final double leastShare;
  private final BlockMeter meter;

  /**
   * @param minRows blocks are made for exports with pieces of at least that many rows; 0 for none
   */
  public StoredLines(Postgres postgres, int minRows, BlockMeter meter) {
    this(postgres, minRows, LEAST_SHARE, meter);
  }

  /**
   * @param leastShare of the rows that must be in current blocks for blocks to be passed on
   */
  StoredLines(Postgres postgres, int minRows, double leastShare, BlockMeter meter) {
    this.postgres = postgres;
    this.minRows = minRows;
    this.leastShare = leastShare;
    this.meter = meter;
  }

  /** Reads rows only. */
  public static StoredLines off(Postgres postgres) {
    return new StoredLines(postgres, 0, BlockMeter.NONE);
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
    return mayCompare(reader, container, buckets)
        .compose(
            may ->
                may
                    ? fromBlocks(reader, container, buckets, rows)
                        .map(source -> requesting(source, container))
                    : Future.succeededFuture(rows.get()));
  }

  /** Scattered rows are read by page sooner than they are compared, which is by key. */
  private static Future<Boolean> mayCompare(
      PieceReader reader, String container, List<Integer> buckets) {
    LineSelection all = new LineSelection("pinpoint_endpoint", container);
    return BlockStore.isDistributed(reader)
        .compose(
            distributed ->
                distributed
                    ? Future.succeededFuture(false)
                    : LayoutRows.isScattered(reader, all, buckets).map(scattered -> !scattered));
  }

  private RowSource requesting(RowSource source, String container) {
    return new RequestingRows(source, minRows, () -> BlockStore.request(postgres, container));
  }

  private Future<RowSource> fromBlocks(
      PieceReader reader, String container, List<Integer> buckets, Supplier<RowSource> rows) {
    return BlockStore.sizes(reader, container, buckets)
        .compose(sizes -> compared(reader, container, sizes))
        .map(
            plan ->
                plan.hasCurrent(leastShare)
                    ? new BlockRows(reader, container, plan, plan.others(buckets), meter)
                    : rows.get())
        .recover(
            failure -> {
              log.warn(
                  "container={} is exported without blocks: {}", container, failure.toString());
              return Future.succeededFuture(rows.get());
            });
  }

  /** Compares some hash buckets first: where most rows have changed, the others need not be. */
  private Future<BlockPlan> compared(
      PieceReader reader, String container, Map<Integer, Long> sizes) {
    if (sizes.isEmpty()) {
      return Future.succeededFuture(BlockPlan.NONE);
    }
    return BlockStore.compare(reader, container, together(sizes, SAMPLED_ROWS).get(0))
        .compose(
            sample ->
                new BlockPlan(sample).hasCurrent(leastShare)
                    ? all(reader, container, sizes)
                    : Future.succeededFuture(BlockPlan.NONE));
  }

  private static Future<BlockPlan> all(
      PieceReader reader, String container, Map<Integer, Long> sizes) {
    List<StoredBlock> all = new ArrayList<>();
    return AsyncLoop.forEach(
            together(sizes, COMPARED_ROWS),
            some -> BlockStore.compare(reader, container, some).onSuccess(all::addAll))
        .map(done -> new BlockPlan(all));
  }

  /** Hash buckets in groups of at most that many rows, except one that has more. */
  private static List<List<Integer>> together(Map<Integer, Long> sizes, long mostRows) {
    List<List<Integer>> together = new ArrayList<>();
    long rows = mostRows;
    for (Map.Entry<Integer, Long> size : sizes.entrySet()) {
      if (rows + size.getValue() > mostRows) {
        together.add(new ArrayList<>());
        rows = 0;
      }
      together.get(together.size() - 1).add(size.getKey());
      rows += size.getValue();
    }
    return together;
  }
}
