package io.longshore.service.pinpoint.block;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.longshore.transfer.write.ObjectDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which blocks an export passes on, with which changes, and which ids it reads.
 *
 * @param blocks blocks of some hash buckets in their order; without those of hash buckets of which
 *     all may have changed
 */
record BlockPlan(List<StoredBlock> blocks) {

  /** No blocks. */
  static final BlockPlan NONE = new BlockPlan(List.of());

  /** Makes a plan of blocks and changed ids, both ordered by hash bucket and id, blocks first. */
  static final class Builder {
    private final List<StoredBlock> blocks = new ArrayList<>();
    private final Set<Integer> changedBuckets = new HashSet<>();

    void block(int bucket, String low, UUID build, int rows, int bytes) {
      if (!changedBuckets.contains(bucket)) {
        blocks.add(new StoredBlock(bucket, low, build, rows, bytes, new ArrayList<>(0)));
      }
    }

    /**
     * An id that was written or deleted since the blocks were built.
     *
     * @param id null if all of the hash bucket may have changed; before its blocks
     */
    void change(int bucket, String id) {
      if (id == null) {
        changedBuckets.add(bucket);
        return;
      }
      StoredBlock last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
      if (last != null && last.bucket() == bucket) { // else its rows are read anyway
        last.changed().add(id);
      }
    }

    BlockPlan build() {
      return new BlockPlan(List.copyOf(blocks));
    }
  }

  /** The lines of the blocks. */
  long rows() {
    return blocks.stream().mapToLong(StoredBlock::rows).sum();
  }

  /** The ids that have changed. */
  long changedRows() {
    return blocks.stream().mapToLong(each -> each.changed().size()).sum();
  }

  /** Whether there are blocks and at most this share of the lines has changed. */
  boolean isWorthwhile(double mostChanged) {
    return !blocks.isEmpty() && changedRows() <= mostChanged * rows();
  }

  /** Those of the hash buckets that have no blocks. */
  List<Integer> others(List<Integer> buckets) {
    Set<Integer> own = blocks.stream().map(StoredBlock::bucket).collect(Collectors.toSet());
    return buckets.stream().filter(bucket -> !own.contains(bucket)).toList();
  }

  /** A name of the lines and their order if nothing has changed: nothing else is read then. */
  Optional<String> contentId() {
    boolean changed = blocks.stream().anyMatch(block -> !block.isCurrent());
    if (blocks.isEmpty() || changed || !boundsOfMissing(Set.of()).isEmpty()) {
      return Optional.empty();
    }
    ObjectDigest builds = new ObjectDigest();
    for (StoredBlock block : blocks) {
      builds.update((block.bucket() + " " + block.build() + block.low()).getBytes(UTF_8));
    }
    return Optional.of(builds.hex());
  }

  /** The blocks in groups of at most that many bytes, except a block that has more. */
  List<List<StoredBlock>> groups(int mostBytes) {
    List<List<StoredBlock>> groups = new ArrayList<>();
    long bytes = Long.MAX_VALUE;
    for (StoredBlock block : blocks) {
      if (bytes > mostBytes - block.bytes()) {
        groups.add(new ArrayList<>());
        bytes = 0;
      }
      groups.get(groups.size() - 1).add(block);
      bytes += block.bytes();
    }
    return groups;
  }

  /**
   * The ids to read because no block has them, by hash bucket: those at which the number of bounds
   * that are not above the id is odd.
   *
   * @param gone blocks that are not there any more
   */
  Map<Integer, List<String>> boundsOfMissing(Set<StoredBlock> gone) {
    Map<Integer, List<String>> bounds = new TreeMap<>();
    int bucket = -1;
    boolean reading = false;
    for (StoredBlock block : blocks) {
      if (block.bucket() != bucket) {
        bucket = block.bucket();
        reading = !block.low().isEmpty(); // somebody has deleted the first block
        if (reading) {
          bounds.put(bucket, new ArrayList<>(List.of("")));
        }
      }
      boolean missing = gone.contains(block);
      if (missing != reading) {
        bounds.computeIfAbsent(bucket, none -> new ArrayList<>()).add(block.low());
        reading = missing;
      }
    }
    return bounds;
  }
}
