package io.longshore.service.pinpoint.job.load;

import io.longshore.store.BucketOrderedBuffer;
import io.longshore.store.CopyTextBuffer;
import io.longshore.store.HashBucket;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * The encoded rows that are not yet written to one of a file's loads. Those of a target whose order
 * is kept are grouped by hash bucket, so that an export, which reads by hash bucket, finds many
 * rows in each page, and the loads have different hash buckets. Not thread-safe.
 */
final class CopyRows {

  private final ImportTarget target;
  private final CopyTextBuffer copy = new CopyTextBuffer();
  private final List<BucketOrderedBuffer> runs;
  private final int[] loadOf = new int[HashBucket.COUNT];

  /**
   * @param loads how many there are; one for a target whose order is not kept
   * @param shards the hash buckets of each shard, whose rows all go to one load, because Citus
   *     opens a connection for each load and shard
   */
  CopyRows(ImportTarget target, int loads, List<List<Short>> shards) {
    this.target = target;
    this.runs = Stream.generate(BucketOrderedBuffer::new).limit(loads).toList();
    for (int shard = 0; shard < shards.size(); shard++) {
      for (short bucket : shards.get(shard)) {
        loadOf[bucket] = (shards.size() > 1 ? shard : bucket) % loads;
      }
    }
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when it cannot be stored
   */
  void add(StagedRow row) {
    target.write(copy, row);
    if (target.isOrdered()) {
      short bucket = HashBucket.of(row.key().orElseThrow());
      runs.get(loadOf[bucket]).add(bucket, copy.takeBytes());
    }
  }

  /** Removes and returns rows to write now to each load; others may stay until {@link #rest}. */
  List<Buffer> take() {
    return target.isOrdered()
        ? runs.stream().map(BucketOrderedBuffer::take).toList()
        : List.of(copy.take());
  }

  /** After the last row: removes and returns some of the rest for each load; empty at the end. */
  List<Buffer> rest() {
    return runs.stream().map(BucketOrderedBuffer::rest).toList();
  }
}
