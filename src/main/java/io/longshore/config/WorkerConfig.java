package io.longshore.config;

import java.time.Duration;

/**
 * How a replica works on jobs.
 *
 * @param slots tasks at once, at least 1; each may hold three parts of 8 MiB
 * @param lease how long a hold on a task lasts without a heartbeat
 * @param heartbeat how often a hold is renewed, at most a third of the lease
 * @param margin how long before the lease's end a worker that cannot renew it stops by itself
 * @param poll how often due tasks are looked for when nobody wakes the worker
 * @param sweep how often expired leases are looked for
 * @param maxAttempts claims after which a task that never ends well fails its job
 * @param backoffFirst the longest wait before the second attempt; doubles with each
 * @param backoffCap the longest wait before any attempt
 * @param s3Timeout for one call of S3, at most three times lease and completeGrace together; a
 *     lease with less left is renewed before an upload is completed
 * @param completeGrace how long an upload that a dead worker was completing may still appear
 * @param outageCap the longest wait between tries while S3 or the database is out of reach
 * @param throttledPause the shortest wait after S3 asked for less
 * @param giveUpAfter how long tries may meet nothing but outages before the job fails; no attempt
 *     is charged meanwhile; and how long one that fails or was cancelled is cleaned up
 * @param perAccount tasks of one account that run at once in all replicas, 0 for any number
 * @param perType tasks of one job type that run at once in all replicas, 0 for any number
 */
public record WorkerConfig(
    int slots,
    Duration lease,
    Duration heartbeat,
    Duration margin,
    Duration poll,
    Duration sweep,
    int maxAttempts,
    Duration backoffFirst,
    Duration backoffCap,
    Duration s3Timeout,
    Duration completeGrace,
    Duration outageCap,
    Duration throttledPause,
    Duration giveUpAfter,
    int perAccount,
    int perType) {

  public WorkerConfig {
    require(slots >= 1, "worker.slots must be at least 1, was " + slots);
    require(maxAttempts >= 1, "worker.maxAttempts must be at least 1, was " + maxAttempts);
    positive("lease", lease);
    positive("heartbeat", heartbeat);
    positive("margin", margin);
    positive("poll", poll);
    positive("sweep", sweep);
    positive("backoffFirst", backoffFirst);
    positive("backoffCap", backoffCap);
    positive("s3Timeout", s3Timeout);
    positive("completeGrace", completeGrace);
    positive("outageCap", outageCap);
    positive("throttledPause", throttledPause);
    positive("giveUpAfter", giveUpAfter);
    require(perAccount >= 0, "worker.perAccount must be at least 0, was " + perAccount);
    require(perType >= 0, "worker.perType must be at least 0, was " + perType);
    atMost("heartbeat", heartbeat, "a third of worker.lease", lease.dividedBy(3));
    atMost("margin", margin, "a third of worker.lease", lease.dividedBy(3));
    atMost("backoffFirst", backoffFirst, "worker.backoffCap", backoffCap);
    atMost(
        "s3Timeout",
        s3Timeout,
        "three times worker.lease and worker.completeGrace together, or a call could take effect"
            + " long after its worker lost the lease",
        lease.plus(completeGrace).multipliedBy(3));
  }

  public static WorkerConfig defaults() {
    return new WorkerConfig(
        4,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        Duration.ofSeconds(4), // with the poll's 2 and a second to claim, lease + poll + 3 s holds
        5,
        Duration.ofSeconds(2),
        Duration.ofMinutes(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofSeconds(6),
        Duration.ofMinutes(30),
        0,
        0);
  }

  private static void positive(String key, Duration value) {
    require(value.toMillis() > 0, "worker." + key + " must be at least 1 ms, was " + value);
  }

  private static void atMost(String key, Duration value, String limit, Duration bound) {
    require(
        value.compareTo(bound) <= 0,
        "worker." + key + " (" + value + ") must be at most " + limit + " (" + bound + ")");
  }

  private static void require(boolean fine, String message) {
    if (!fine) {
      throw new IllegalArgumentException(message);
    }
  }
}
