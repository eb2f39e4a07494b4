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
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The lines of the endpoints in some hash buckets: first those of current blocks, then those of the
 * ids that are in none, as of the moment at which they are read. No id is in both.
 */
final class BlockRows implements RowSource {

  private static final int GROUP_BYTES = 384 * 1024;

  private static final String IN_NO_BLOCK =
      """
      width_bucket(id collate "C", $4::text[] collate "C") % 2 = 1""";

  private final PieceReader reader;
  private final String container;
  private final BlockPlan plan;
  private final List<Integer> others;
  private final BlockMeter meter;
  private final Iterator<List<StoredBlock>> groups;
  private final Optional<String> contentId;
  private final Set<StoredBlock> gone = new HashSet<>();
  private Deque<RowSource> rest; // null while blocks are passed on
  private Optional<RowChunk> chunk = Optional.empty();

  /**
   * @param others hash buckets without blocks
   */
  BlockRows(
      PieceReader reader,
      String container,
      BlockPlan plan,
      List<Integer> others,
      BlockMeter meter) {
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
    return AsyncLoop.whileTrue(this::fetch).map(done -> chunk);
  }

  /** Whether to fetch again, because the result had no rows. */
  private Future<Boolean> fetch() {
    chunk = Optional.empty();
    if (groups.hasNext()) {
      List<StoredBlock> group = groups.next();
      return BlockStore.members(reader, container, group).map(found -> passOn(group, found));
    }
    if (rest == null) {
      rest = rest();
    }
    return rest.isEmpty()
        ? Future.succeededFuture(false)
        : rest.element()
            .next()
            .map(
                found -> {
                  chunk = found;
                  if (found.isEmpty()) {
                    rest.remove();
                  }
                  return found.isEmpty();
                });
  }

  private boolean passOn(List<StoredBlock> group, List<BlockStore.Members> found) {
    Set<StoredBlock> missing = new HashSet<>(group);
    long rows = 0;
    Buffer bytes = Buffer.buffer();
    for (BlockStore.Members members : found) {
      missing.removeIf(
          block -> block.bucket() == members.bucket() && block.low().equals(members.low()));
      rows += members.rows();
      bytes.appendBuffer(members.bytes());
    }
    if (!missing.isEmpty() && contentId.isPresent()) {
      throw new TransientFailure("The endpoints' blocks were replaced while they were read");
    }
    gone.addAll(missing);
    meter.passedOn(found.size(), bytes.length());
    chunk = rows == 0 ? Optional.empty() : Optional.of(new RowChunk(rows, bytes, true));
    return chunk.isEmpty();
  }

  private Deque<RowSource> rest() {
    Deque<RowSource> sources = new ArrayDeque<>();
    plan.boundsOfChanged(gone)
        .forEach((bucket, bounds) -> sources.add(changed(bucket, bounds.toArray(String[]::new))));
    if (!others.isEmpty()) {
      sources.add(
          new JsonLinesRows(reader, new LineSelection("pinpoint_endpoint", container), others));
    }
    meter.changed(
        gone.size() + (int) plan.blocks().stream().filter(each -> !each.current()).count());
    return sources;
  }

  private RowSource changed(int bucket, String[] bounds) {
    LineSelection selection =
        new LineSelection("pinpoint_endpoint", container, IN_NO_BLOCK, List.of((Object) bounds));
    return new JsonLinesRows(reader, selection, List.of(bucket));
  }
}
