package io.longshore.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;

/**
 * The processes that hold a lock on a file. The operating system releases a lock when its process
 * ends, in whatever way.
 */
final class LockHolders {

  private static final long PAUSE_MILLIS = 250;

  /** Two seconds, so that processes that follow each other use the same server. */
  private static final int PAUSES = 8;

  private LockHolders() {}

  /**
   * Returns when no other process has held a lock for two seconds. From then on this process holds
   * it until it ends: a process that waits for the lock cannot find a server that is stopping.
   */
  static void awaitNone(FileChannel file) throws IOException, InterruptedException {
    int free = 0;
    while (free < PAUSES) {
      Thread.sleep(PAUSE_MILLIS);
      FileLock lock = file.tryLock();
      free = lock == null ? 0 : free + 1;
      if (lock != null && free < PAUSES) {
        lock.release();
      }
    }
  }
}
