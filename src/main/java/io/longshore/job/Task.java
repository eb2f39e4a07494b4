package io.longshore.job;

/**
 * A task that a worker has claimed.
 *
 * @param attempt 1 for the first claim
 */
public record Task(Lease lease, TaskKind kind, Job job, Piece piece, int attempt, int maxAttempts) {

  public int seq() {
    return lease.seq();
  }
}
