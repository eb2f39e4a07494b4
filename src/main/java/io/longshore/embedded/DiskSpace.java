package io.longshore.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Free space on the disk of the data folder. */
public final class DiskSpace {

  private static final long MEBIBYTE = 1L << 20;

  /** The size of two WAL segments: without space for the next one PostgreSQL shuts down. */
  private static final long LEAST = 32 * MEBIBYTE;

  private DiskSpace() {}

  /** Whether free space is too low; false if it is unknown. Blocks, briefly. */
  public static boolean isFull(Path folder) {
    return left(folder) < LEAST;
  }

  /** The message about a full disk, without a full stop. */
  public static String complaint(Path folder) {
    return "the disk of %s is full, %d MiB are left: free some space"
        .formatted(folder, left(folder) / MEBIBYTE);
  }

  private static long left(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException unknown) {
      return Long.MAX_VALUE;
    }
  }
}
