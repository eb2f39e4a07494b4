package io.longshore.engine.lease;

import static io.longshore.engine.store.TaskRows.LIVE;

import io.longshore.config.WorkerConfig;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/** Renews leases, and prepares the one on a commit that may follow a piece. */
public final class LeaseStore {

  private static final String HEARTBEAT =
      """
      UPDATE task t SET lease_until = clock_timestamp() + $5::bigint * interval '1 millisecond'
        FROM job j
       WHERE j.id = t.job AND %s
      RETURNING j.phase"""
          .formatted(LIVE);

  private final Postgres postgres;
  private final String owner;
  private final WorkerConfig config;

  /**
   * @param owner identifies this run of this process to people who read the table
   */
  public LeaseStore(Postgres postgres, String owner, WorkerConfig config) {
    this.postgres = postgres;
    this.owner = owner;
    this.config = config;
  }

  /** A lease for the commit that may follow a piece. */
  public LeaseRequest request() {
    return new LeaseRequest(UUID.randomUUID(), owner, leaseMillis());
  }

  /**
   * Renews a lease.
   *
   * @return the phase of the job, so that the worker notices a cancel; empty if the lease was lost
   */
  public Future<Optional<Phase>> heartbeat(Lease lease) {
    return postgres
        .work()
        .preparedQuery(HEARTBEAT)
        .execute(TaskRows.fence(lease).addValue(leaseMillis()))
        .map(rows -> rows.stream().map(TaskRows::phase).findFirst());
  }

  private long leaseMillis() {
    return config.lease().toMillis();
  }
}
