package io.longshore.service.pinpoint.block;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which blocks an export passes on, and which ids it reads.
 *
 * @param blocks all blocks of some hash buckets, in their order
 */
record BlockPlan(List<StoredBlock> blocks) {

  /** No blocks. */
  static final BlockPlan NONE = new BlockPlan(List.of());

  /** The rows of these hash buckets. */
  long rows() {
    return blocks.stream().mapToLong(StoredBlock::found).sum();
  }

  /** The rows that are not in current blocks. */
  long changedRows() {
    return blocks.stream().filter(each -> !each.current()).mapToLong(StoredBlock::found).sum();
  }

  /** Those of the hash buckets that have no blocks. */
  List<Integer> others(List<Integer> buckets) {
    Set<Integer> own = blocks.stream().map(StoredBlock::bucket).collect(Collectors.toSet());
    return buckets.stream().filter(bucket -> !own.contains(bucket)).toList();
  }

  /** Whether more than this share of the rows is in current blocks. */
  boolean hasCurrent(double leastShare) {
    return rows() - changedRows() > leastShare * rows();
  }

  /** A name of the lines and their order if all blocks are current: nothing else is read then. */
  Optional<String> contentId() {
    if (blocks.isEmpty() || !boundsOfChanged(Set.of()).isEmpty()) {
      return Optional.empty();
    }
    MessageDigest builds = sha256();
    for (StoredBlock block : blocks) {
      builds.update((block.bucket() + " " + block.build() + block.low()).getBytes(UTF_8));
    }
    return Optional.of(HexFormat.of().formatHex(builds.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }

  /** The current blocks in groups of at most that many bytes, except a block that has more. */
  List<List<StoredBlock>> groups(int mostBytes) {
    List<List<StoredBlock>> groups = new ArrayList<>();
    long bytes = Long.MAX_VALUE;
    for (StoredBlock block : blocks) {
      if (!block.current()) {
        continue;
      }
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
   * The ids to read, by hash bucket: those at which the number of bounds that are not above the id
   * is odd.
   *
   * @param gone current blocks that are not there any more
   */
  Map<Integer, List<String>> boundsOfChanged(Set<StoredBlock> gone) {
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
      boolean changed = !block.current() || gone.contains(block);
      if (changed != reading) {
        bounds.computeIfAbsent(bucket, none -> new ArrayList<>()).add(block.low());
        reading = changed;
      }
    }
    return bounds;
  }
}
