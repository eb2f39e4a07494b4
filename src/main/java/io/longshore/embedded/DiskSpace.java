package io.longshore.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is left on the disk of the data folder. */
public final class DiskSpace {

  private static final long MEBIBYTE = 1L << 20;

  /** Less than PostgreSQL's next two files of its log: without room for one it shuts down. */
  private static final long LEAST = 32 * MEBIBYTE;

  private DiskSpace() {}

  /** Whether there is too little to go on; not where nobody can say. Blocks, briefly. */
  public static boolean isFull(Path folder) {
    return left(folder) < LEAST;
  }

  /** A sentence without its full stop. */
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
