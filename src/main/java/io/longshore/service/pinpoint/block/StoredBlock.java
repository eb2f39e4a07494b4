package io.longshore.service.pinpoint.block;

import java.util.List;
import java.util.UUID;

/**
 * A block of a hash bucket, and what has changed since it was built.
 *
 * @param low the lowest id that it may have
 * @param build random, of this block only
 * @param rows how many lines it has
 * @param bytes their compressed size
 * @param changed the ids that were written or deleted since, of lines that it has and of others
 */
record StoredBlock(int bucket, String low, UUID build, int rows, int bytes, List<String> changed) {

  boolean isCurrent() {
    return changed.isEmpty();
  }
}
