package io.longshore.engine.lease;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.TaskRows;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** Finds leases that have expired, and leases that an unanswered claim may have taken. */
public final class ExpiredLeaseStore {

  public static final String EXPIRED =
      """
      SELECT t.job, t.seq, t.epoch, t.lease_id, t.kind, t.attempts, t.max_attempts, j.phase
        FROM task t JOIN job j ON j.id = t.job
       WHERE t.state = 'RUNNING' AND t.lease_until < (SELECT clock_timestamp())
         AND t.type = ANY($1::text[])
       ORDER BY t.lease_until
       LIMIT $2""";

  private static final String OF_CLAIMS =
      """
      SELECT t.job, t.seq, t.epoch, t.lease_id, t.kind, t.attempts, t.max_attempts, j.phase
        FROM task t JOIN job j ON j.id = t.job
       WHERE t.state = 'RUNNING' AND t.lease_id = ANY($1::uuid[])""";

  private final Postgres postgres;
  private final JobTypeRegistry types;

  public ExpiredLeaseStore(Postgres postgres, JobTypeRegistry types) {
    this.postgres = postgres;
    this.types = types;
  }

  /** Finds expired leases, ordered by their expiry. */
  Future<List<ExpiredLease>> expired(int limit) {
    return find(EXPIRED, Tuple.of(types.names(), limit));
  }

  /** Finds the leases with these ids that are still held. */
  Future<List<ExpiredLease>> ofClaims(List<UUID> leaseIds) {
    return find(OF_CLAIMS, Tuple.tuple().addValue(leaseIds.toArray(UUID[]::new)));
  }

  private Future<List<ExpiredLease>> find(String query, Tuple values) {
    return postgres
        .work()
        .preparedQuery(query)
        .execute(values)
        .map(rows -> rows.stream().map(ExpiredLeaseStore::lease).toList());
  }

  private static ExpiredLease lease(Row row) {
    return new ExpiredLease(
        TaskRows.lease(row),
        TaskRows.kind(row),
        TaskRows.phase(row),
        row.getInteger("attempts"),
        row.getInteger("max_attempts"));
  }
}
