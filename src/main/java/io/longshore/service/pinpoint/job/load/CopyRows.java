package io.longshore.service.pinpoint.job.load;

import io.longshore.store.BucketOrderedBuffer;
import io.longshore.store.CopyTextBuffer;
import io.longshore.store.HashBucket;
import io.vertx.core.buffer.Buffer;

/**
 * The encoded rows of a load that are not yet written. Those of a target whose order is kept are
 * grouped by hash bucket, so that an export, which reads by hash bucket, finds many rows in each
 * page. Not thread-safe.
 */
final class CopyRows {

  private final ImportTarget target;
  private final CopyTextBuffer copy = new CopyTextBuffer();
  private final BucketOrderedBuffer runs = new BucketOrderedBuffer();

  CopyRows(ImportTarget target) {
    this.target = target;
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException when it cannot be stored
   */
  void add(StagedRow row) {
    target.write(copy, row);
    if (target.isOrdered()) {
      runs.add(HashBucket.of(row.key().orElseThrow()), copy.takeBytes());
    }
  }

  /** Removes and returns rows to write now; others may stay until {@link #rest}. */
  Buffer take() {
    return target.isOrdered() ? runs.take() : copy.take();
  }

  /** After the last row: removes and returns some of the rows that are left; empty at the end. */
  Buffer rest() {
    return runs.rest();
  }
}
