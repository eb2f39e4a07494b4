package io.longshore.events.admin;

import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** Reads how the targets of all replicas are doing, and enables them. */
public final class TargetStatusStore {

  private static final String ALL =
      """
      SELECT t.name, t.account, t.since, t.failures, t.last_error, t.last_error_at,
             CASE WHEN t.pause_until > clock_timestamp() THEN t.pause_until END AS pause_until,
             t.disabled_at, t.disabled_reason,
             (SELECT count(*) FROM event_delivery d
               WHERE d.target = t.name AND d.status = 'PENDING') AS waiting,
             coalesce((SELECT extract(epoch FROM clock_timestamp() - min(d.at))::double precision
                         FROM event_delivery d
                        WHERE d.target = t.name AND d.status = 'PENDING'), 0) AS age,
             (SELECT count(*) FROM event_delivery d
               WHERE d.target = t.name AND d.status = 'DEAD') AS dead
        FROM event_target t
       WHERE $1::text IS NULL OR t.account = $1
       ORDER BY t.name""";

  private static final String ENABLE =
      """
      UPDATE event_target
         SET disabled_at = NULL, disabled_reason = NULL, failures = 0, pause_until = NULL
       WHERE name = $1 AND ($2::text IS NULL OR account = $2)""";

  private final Postgres postgres;

  public TargetStatusStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * All targets by their names.
   *
   * @param account only targets of this account; empty for all
   */
  public Future<List<TargetStatus>> all(Optional<String> account) {
    return postgres
        .request(ALL, Tuple.tuple().addValue(account.orElse(null)))
        .map(rows -> SqlRows.all(rows, TargetStatusStore::status));
  }

  /** Enables a target and ends its pause. False if there is none of that name and account. */
  public Future<Boolean> enable(String name, Optional<String> account) {
    return postgres
        .request(ENABLE, Tuple.of(name, account.orElse(null)))
        .map(rows -> rows.rowCount() == 1);
  }

  private static TargetStatus status(Row row) {
    return new TargetStatus(
        row.getString("name"),
        Optional.ofNullable(row.getString("account")),
        SqlRows.instant(row, "since"),
        row.getInteger("failures"),
        SqlRows.optionalInstant(row, "pause_until"),
        Optional.ofNullable(row.getString("last_error")),
        SqlRows.optionalInstant(row, "last_error_at"),
        SqlRows.optionalInstant(row, "disabled_at"),
        Optional.ofNullable(row.getString("disabled_reason")),
        row.getLong("waiting"),
        row.getDouble("age"),
        row.getLong("dead"));
  }
}
