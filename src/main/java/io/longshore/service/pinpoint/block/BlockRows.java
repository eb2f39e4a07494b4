package io.longshore.service.pinpoint.block;

import io.longshore.async.AsyncLoop;
import io.longshore.job.TransientFailure;
import io.longshore.store.read.PieceReader;
import io.longshore.transfer.write.BlockMeter;
import io.longshore.transfer.write.JsonLinesRows;
import io.longshore.transfer.write.LineSelection;
import io.longshore.transfer.write.RowChunk;
import io.longshore.transfer.write.RowSource;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The lines of the endpoints in some hash buckets: those of blocks, with what has changed since,
 * and then those of the ids that are in none, as of the moment at which they are read. No id is in
 * both.
 */
final class BlockRows implements RowSource {

  private static final int GROUP_BYTES = 384 * 1024;

  private static final String IN_NO_BLOCK =
      """
      width_bucket(id collate "C", $4::text[] collate "C") % 2 = 1""";

  private final WorkerExecutor workers;
  private final PieceReader reader;
  private final String container;
  private final BlockPlan plan;
  private final List<Integer> others;
  private final BlockMeter meter;
  private final Iterator<List<StoredBlock>> groups;
  private final Optional<String> contentId;
  private final Set<StoredBlock> gone = new HashSet<>();
  private final Deque<RowChunk> chunks = new ArrayDeque<>();
  private Deque<RowSource> rest; // null while there are blocks

  /**
   * @param others hash buckets without blocks
   */
  BlockRows(
      WorkerExecutor workers,
      PieceReader reader,
      String container,
      BlockPlan plan,
      List<Integer> others,
      BlockMeter meter) {
    this.workers = workers;
    this.reader = reader;
    this.container = container;
    this.plan = plan;
    this.others = others;
    this.meter = meter;
    this.contentId = others.isEmpty() ? plan.contentId() : Optional.empty();
    this.groups = plan.groups(GROUP_BYTES).iterator();
  }

  @Override
  public Optional<String> contentId() {
    return contentId;
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    return AsyncLoop.whileTrue(() -> chunks.isEmpty() ? fetch() : Future.succeededFuture(false))
        .map(done -> Optional.ofNullable(chunks.poll()));
  }

  /** Fetches chunks; whether there may be more. */
  private Future<Boolean> fetch() {
    if (groups.hasNext()) {
      return group(groups.next()).map(true);
    }
    if (rest == null) {
      rest = rest();
    }
    return rest.isEmpty() ? Future.succeededFuture(false) : rest.element().next().map(this::added);
  }

  private boolean added(Optional<RowChunk> found) {
    found.ifPresentOrElse(chunks::add, rest::remove);
    return true;
  }

  private Future<Void> group(List<StoredBlock> group) {
    return BlockStore.contents(reader, container, group)
        .compose(
            found -> {
              Map<StoredBlock, BlockStore.Content> contents = BlockContents.of(group, found);
              passOn(group, contents);
              contents.keySet().removeIf(StoredBlock::isCurrent);
              return contents.isEmpty() ? Future.succeededFuture() : changed(contents);
            });
  }

  /** Passes on those that have not changed, and notes which are not there any more. */
  private void passOn(List<StoredBlock> group, Map<StoredBlock, BlockStore.Content> contents) {
    long rows = 0;
    int blocks = 0;
    Buffer bytes = Buffer.buffer();
    for (StoredBlock block : group) {
      BlockStore.Content content = contents.get(block);
      if (content == null) {
        gone.add(block);
      } else if (block.isCurrent()) {
        rows += block.rows();
        blocks++;
        bytes.appendBuffer(content.members());
      }
    }
    if (contents.size() < group.size() && contentId.isPresent()) {
      throw new TransientFailure("The endpoints' blocks were replaced while they were read");
    }
    meter.passedOn(blocks, bytes.length());
    if (rows > 0) {
      chunks.add(new RowChunk(rows, bytes, true));
    }
  }

  private Future<Void> changed(Map<StoredBlock, BlockStore.Content> contents) {
    meter.changed(contents.size());
    return BlockStore.changedLines(reader, container, List.copyOf(contents.keySet()))
        .compose(now -> workers.executeBlocking(() -> lines(contents, now), false))
        .onSuccess(chunk -> chunk.ifPresent(chunks::add))
        .mapEmpty();
  }

  private static Optional<RowChunk> lines(
      Map<StoredBlock, BlockStore.Content> contents, Map<BlockStore.Key, String> now) {
    Buffer lines = Buffer.buffer();
    long rows = 0;
    for (Map.Entry<StoredBlock, BlockStore.Content> each : contents.entrySet()) {
      rows += ChangedBlock.append(lines, each.getValue(), each.getKey().changed(), now);
    }
    return rows == 0 ? Optional.empty() : Optional.of(new RowChunk(rows, lines));
  }

  private Deque<RowSource> rest() {
    Deque<RowSource> sources = new ArrayDeque<>();
    plan.boundsOfMissing(gone)
        .forEach((bucket, bounds) -> sources.add(missing(bucket, bounds.toArray(String[]::new))));
    if (!others.isEmpty()) {
      sources.add(
          new JsonLinesRows(reader, new LineSelection("pinpoint_endpoint", container), others));
    }
    return sources;
  }

  private RowSource missing(int bucket, String[] bounds) {
    LineSelection selection =
        new LineSelection("pinpoint_endpoint", container, IN_NO_BLOCK, List.of((Object) bounds));
    return new JsonLinesRows(reader, selection, List.of(bucket));
  }
}
