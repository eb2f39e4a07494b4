package io.longshore.config;

import java.time.Duration;

/**
 * The workers of a replica.
 *
 * @param slots concurrent tasks, at least 1; each may hold three parts of 8 MiB in memory
 * @param lease how long a lease lasts without a heartbeat
 * @param heartbeat how often a lease is renewed, at most a third of the lease
 * @param margin how long before the end of a lease a worker that cannot renew it stops its task
 * @param poll how often a worker looks for due tasks that it was not notified of
 * @param sweep how often expired leases are reaped
 * @param maxAttempts attempts at a task before its job fails
 * @param backoffFirst the longest backoff before the second attempt; doubles with each
 * @param backoffCap the longest backoff before any attempt
 * @param s3Timeout timeout of one call to S3, at most three times lease and completeGrace together;
 *     a lease with less left is renewed before an upload is completed
 * @param completeGrace how long an upload that a dead worker was completing may still become
 *     visible
 * @param outageCap the longest backoff while S3 or the database is unreachable
 * @param throttledPause the shortest backoff after S3 throttled
 * @param giveUpAfter a job fails after an outage of this time, during which no attempt is charged;
 *     also limits the rollback of a failed or cancelled job
 * @param perAccount concurrent tasks of one account in all replicas, 0 for no limit
 * @param perType concurrent tasks of one job type in all replicas, 0 for no limit
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
