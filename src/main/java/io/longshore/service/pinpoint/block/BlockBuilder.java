package io.longshore.service.pinpoint.block;

import io.longshore.async.AsyncLoop;
import io.longshore.service.pinpoint.block.BlockBuildStore.Built;
import io.longshore.service.pinpoint.block.BlockBuildStore.Line;
import io.longshore.service.pinpoint.block.BlockRequestStore.Requested;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.longshore.transfer.write.BlockMeter;
import io.longshore.transfer.write.Encoding;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds the blocks of one hash bucket after the other, each in a transaction of its own.
 *
 * @param encoding as exports compress their rows
 * @param interval blocks of less than that age stay as they are
 */
record BlockBuilder(
    WorkerExecutor workers,
    Postgres postgres,
    Encoding encoding,
    Duration interval,
    BlockMeter meter) {

  /** A block with one changed row is compressed again by each export, so blocks are small. */
  private static final int BLOCK_ROWS = 64;

  private static final int BLOCK_BYTES = 64 * 1024;
  private static final int PAGE_ROWS = 8 * BLOCK_ROWS;

  /** How the work on a hash bucket ended. */
  enum Result {
    /** It has its blocks, or needs none. */
    DONE,
    /** Another replica builds it. */
    TAKEN,
    /** Transactions are open that may not record their changes. */
    TOO_EARLY
  }

  /** The blocks of a hash bucket that is being read. */
  private static final class Progress {
    private String after = "";
    private int blocks;
    private long bytes;
  }

  /** Builds the next hash bucket of a requested container, if it needs it. */
  Future<Result> build(Requested requested) {
    Progress built = new Progress();
    return BlockBuildStore.frozen(
            postgres,
            tx ->
                BlockRequestStore.hold(tx, requested)
                    .compose(held -> held(tx, requested, held, built)))
        .onSuccess(result -> meter.built(built.blocks, built.bytes))
        .recover(
            failure ->
                BlockBuildStore.isOutrun(failure)
                    ? Future.succeededFuture(Result.TAKEN)
                    : Future.failedFuture(failure));
  }

  private Future<Result> held(
      Transaction tx, Requested requested, Optional<Boolean> ready, Progress progress) {
    if (ready.isEmpty()) {
      return Future.succeededFuture(Result.TAKEN);
    }
    return ready.get()
        ? ready(tx, requested, progress).map(Result.DONE)
        : Future.succeededFuture(Result.TOO_EARLY);
  }

  private Future<Void> ready(Transaction tx, Requested requested, Progress progress) {
    String container = requested.container();
    return BlockBuildStore.holdApp(tx, container)
        .compose(
            there ->
                there
                    ? needed(tx, requested)
                        .compose(
                            needed ->
                                needed
                                    ? rebuild(tx, requested, progress)
                                    : Future.succeededFuture())
                        .compose(done -> advance(tx, container, requested.nextBucket() + 1))
                    : BlockRequestStore.forget(tx, container));
  }

  private static Future<Void> advance(Transaction tx, String container, int bucket) {
    return bucket == HashBucket.COUNT
        ? BlockRequestStore.end(tx, container)
        : BlockRequestStore.advance(tx, container, bucket);
  }

  private Future<Boolean> needed(Transaction tx, Requested requested) {
    return BlockBuildStore.isNeeded(
        tx, requested.container(), requested.nextBucket(), requested.generation(), interval);
  }

  private Future<Void> rebuild(Transaction tx, Requested requested, Progress progress) {
    return BlockBuildStore.drop(tx, requested.container(), requested.nextBucket())
        .onSuccess(meter::dropped)
        .compose(dropped -> AsyncLoop.whileTrue(() -> page(tx, requested, progress)));
  }

  /** Builds the blocks of the next rows; whether there may be more. */
  private Future<Boolean> page(Transaction tx, Requested requested, Progress progress) {
    return BlockBuildStore.rows(
            tx, requested.container(), requested.nextBucket(), progress.after, PAGE_ROWS)
        .compose(
            rows -> {
              if (rows.isEmpty()) {
                return Future.succeededFuture(false);
              }
              boolean first = progress.blocks == 0;
              progress.after = rows.get(rows.size() - 1).id();
              return workers
                  .executeBlocking(() -> blocks(rows, first), false)
                  .compose(blocks -> stored(tx, requested, blocks, progress))
                  .map(rows.size() == PAGE_ROWS);
            });
  }

  private static Future<Void> stored(
      Transaction tx, Requested requested, List<Built> blocks, Progress progress) {
    progress.blocks += blocks.size();
    progress.bytes += blocks.stream().mapToLong(each -> each.members().length()).sum();
    return BlockBuildStore.build(
        tx, requested.container(), requested.nextBucket(), requested.generation(), blocks);
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
        List<String> ids = rows.subList(from, i + 1).stream().map(Line::id).toList();
        blocks.add(
            new Built(
                low,
                count,
                encoding.encode(ChangedBlock.joined(ids)),
                encoding.encode(lines.getBytes())));
        lines = Buffer.buffer();
        from = i + 1;
      }
    }
    return blocks;
  }
}
