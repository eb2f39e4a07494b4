package io.longshore.store;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows on their way into a big table, gathered by bucket: those of one lie side by side in the
 * table and near one another in its index, however they were mixed before. Who reads by bucket then
 * finds them some pages away, not one page each: measured on 1,000,000 rows, a third of the time.
 */
public final class BucketOrderedBuffer {

  /** Some pages of the table. All buckets together keep half of this for each, on average. */
  private static final int RUN_BYTES = 32 * 1024;

  private static final int CHUNK_BYTES = 1 << 20;

  private final List<List<byte[]>> kept =
      Stream.generate(() -> (List<byte[]>) new ArrayList<byte[]>())
          .limit(HashBucket.COUNT)
          .toList();
  private final int[] bytes = new int[HashBucket.COUNT];
  private Buffer full = Buffer.buffer();
  private int next; // of the buckets, to be given away at the end

  /** Adds a row. Those of a bucket must begin alike, up to what they are sorted by. */
  public void add(short bucket, byte[] row) {
    kept.get(bucket).add(row);
    bytes[bucket] += row.length;
    if (bytes[bucket] >= RUN_BYTES) {
      end(bucket);
    }
  }

  /** Gives away the runs that are long enough. */
  public Buffer take() {
    Buffer taken = full;
    full = Buffer.buffer();
    return taken;
  }

  /** After the last row: gives away some of what is left, nothing when that was all. */
  public Buffer rest() {
    while (next < HashBucket.COUNT && full.length() < CHUNK_BYTES) {
      end(next++);
    }
    return take();
  }

  private void end(int bucket) {
    List<byte[]> rows = kept.get(bucket);
    rows.sort(Arrays::compareUnsigned);
    rows.forEach(full::appendBytes);
    rows.clear();
    bytes[bucket] = 0;
  }
}
