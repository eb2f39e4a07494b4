package io.longshore.service.pinpoint.block;

import io.longshore.async.AsyncLoop;
import io.longshore.service.pinpoint.block.BlockBuildStore.Built;
import io.longshore.service.pinpoint.block.BlockBuildStore.Line;
import io.longshore.service.pinpoint.block.BlockBuildStore.Moment;
import io.longshore.service.pinpoint.block.BlockBuildStore.Requested;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.transfer.write.BlockMeter;
import io.longshore.transfer.write.Encoding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Builds the blocks of one hash bucket after the other, each in a transaction of its own.
 *
 * @param encoding as exports compress their rows
 * @param interval blocks of less than that age stay as they are
 */
record BlockBuilder(
    Vertx vertx, Postgres postgres, Encoding encoding, Duration interval, BlockMeter meter) {

  /** A block with one changed row is read as rows, so blocks are small. */
  private static final int BLOCK_ROWS = 64;

  private static final int BLOCK_BYTES = 64 * 1024;
  private static final int PAGE_ROWS = 8 * BLOCK_ROWS;
  private static final int CHANGED_SHARE = 10;

  /** How the work on a hash bucket ended. */
  enum Result {
    /** It has its blocks, or needs none. */
    DONE,
    /** Another replica builds it. */
    TAKEN,
    /** Some rows were written while transactions of before are still open. */
    TOO_EARLY
  }

  /** Rolls a transaction back. */
  private static final class TooEarly extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooEarly() {
      super("Rows are newer than the horizon", null, false, false);
    }
  }

  /** The blocks of a hash bucket that is being read. */
  private static final class Progress {
    private String after = "";
    private int blocks;
    private long bytes;
  }

  /** Builds the next hash bucket of a requested container, if it needs it. */
  Future<Result> build(Requested requested) {
    AtomicReference<Progress> built = new AtomicReference<>(new Progress());
    return BlockBuildStore.frozen(
            postgres,
            tx ->
                BlockBuildStore.hold(tx, requested.container(), requested.nextBucket())
                    .compose(
                        held ->
                            held
                                ? held(tx, requested, built.get()).map(Result.DONE)
                                : Future.succeededFuture(Result.TAKEN)))
        .onSuccess(result -> meter.built(built.get().blocks, built.get().bytes))
        .recover(BlockBuilder::result);
  }

  private static Future<Result> result(Throwable failure) {
    if (failure instanceof TooEarly) {
      return Future.succeededFuture(Result.TOO_EARLY);
    }
    return BlockBuildStore.isOutrun(failure)
        ? Future.succeededFuture(Result.TAKEN)
        : Future.failedFuture(failure);
  }

  private Future<Void> held(Transaction tx, Requested requested, Progress progress) {
    String container = requested.container();
    int bucket = requested.nextBucket();
    return BlockBuildStore.holdApp(tx, container)
        .compose(
            there ->
                there
                    ? needed(tx, container, bucket)
                        .compose(
                            needed ->
                                needed
                                    ? rebuild(tx, container, bucket, progress)
                                    : Future.succeededFuture())
                        .compose(done -> advance(tx, container, bucket + 1))
                    : BlockBuildStore.end(tx, container));
  }

  private static Future<Void> advance(Transaction tx, String container, int bucket) {
    return bucket == HashBucket.COUNT
        ? BlockBuildStore.end(tx, container)
        : BlockBuildStore.advance(tx, container, bucket);
  }

  private Future<Boolean> needed(Transaction tx, String container, int bucket) {
    return BlockBuildStore.isAged(tx, container, bucket, interval)
        .compose(
            aged ->
                aged
                    ? BlockStore.compare(tx.connection(), container, List.of(bucket))
                        .map(BlockPlan::new)
                        .map(
                            plan ->
                                plan.blocks().isEmpty()
                                    || plan.changedRows() * CHANGED_SHARE > plan.rows())
                    : Future.succeededFuture(false));
  }

  private Future<Void> rebuild(Transaction tx, String container, int bucket, Progress progress) {
    return BlockBuildStore.drop(tx, container, bucket)
        .onSuccess(meter::dropped)
        .compose(dropped -> BlockBuildStore.moment(tx))
        .compose(
            moment -> AsyncLoop.whileTrue(() -> page(tx, container, bucket, moment, progress)));
  }

  /** Builds the blocks of the next rows; whether there may be more. */
  private Future<Boolean> page(
      Transaction tx, String container, int bucket, Moment moment, Progress progress) {
    return BlockBuildStore.rows(tx, container, bucket, progress.after, moment, PAGE_ROWS)
        .compose(
            rows -> {
              if (rows.stream().anyMatch(Line::fresh)) {
                throw new TooEarly();
              }
              if (rows.isEmpty()) {
                return Future.succeededFuture(false);
              }
              boolean first = progress.blocks == 0;
              progress.after = rows.get(rows.size() - 1).id();
              return vertx
                  .executeBlocking(() -> blocks(rows, first), false)
                  .compose(blocks -> stored(tx, container, bucket, moment, blocks, progress))
                  .map(rows.size() == PAGE_ROWS);
            });
  }

  private static Future<Void> stored(
      Transaction tx,
      String container,
      int bucket,
      Moment moment,
      List<Built> blocks,
      Progress progress) {
    progress.blocks += blocks.size();
    progress.bytes += blocks.stream().mapToLong(each -> each.members().length()).sum();
    return BlockBuildStore.build(tx, container, bucket, moment, blocks);
  }

  private List<Built> blocks(List<Line> rows, boolean first) {
    List<Built> blocks = new ArrayList<>();
    Buffer lines = Buffer.buffer();
    int from = 0;
    for (int i = 0; i < rows.size(); i++) {
      lines.appendString(rows.get(i).line()).appendByte((byte) '\n');
      int count = i + 1 - from;
      if (count == BLOCK_ROWS || lines.length() >= BLOCK_BYTES || i + 1 == rows.size()) {
        String low = first && from == 0 ? "" : rows.get(from).id();
        blocks.add(new Built(low, count, encoding.encode(lines.getBytes())));
        lines = Buffer.buffer();
        from = i + 1;
      }
    }
    return blocks;
  }
}
