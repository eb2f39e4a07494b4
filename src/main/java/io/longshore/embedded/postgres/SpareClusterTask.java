package io.longshore.embedded.postgres;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Makes the copy for the next temporary server soon after the start of this one. */
public final class SpareClusterTask implements AutoCloseable {

  /** The first calls need the processors more. */
  private static final long DELAY_MILLIS = 500;

  private static final long LONGEST_SECONDS = 10;

  private final Optional<SpareCluster> spare;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread copies = new Thread(task, "spare-cluster");
            copies.setDaemon(true);
            return copies;
          });

  public SpareClusterTask(Optional<SpareCluster> spare) {
    this.spare = spare;
  }

  /** Begins. */
  public void begin() {
    spare.ifPresent(it -> thread.schedule(it::make, DELAY_MILLIS, TimeUnit.MILLISECONDS));
  }

  /** Waits until the copy is complete. */
  @Override
  public void close() {
    thread.shutdown(); // what is scheduled still runs
    try {
      thread.awaitTermination(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
