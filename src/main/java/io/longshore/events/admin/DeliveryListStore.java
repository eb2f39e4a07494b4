package io.longshore.events.admin;

import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lists deliveries, and has them tried again. */
public final class DeliveryListStore {

  /** The most dead letters that one call sends again. */
  public static final int MOST_REDRIVEN = 10_000;

  private static final String LIST =
      """
      SELECT d.target, d.event, d.seq, d.account, d.source, d.detail_type, d.job, d.at, d.status,
             d.attempts, CASE d.status WHEN 'PENDING' THEN d.due_at END AS next_try, d.tried_at,
             d.ended_at, d.last_error
        FROM event_delivery d JOIN event_target t ON t.name = d.target
       WHERE ($1::text IS NULL OR t.account = $1)
         AND ($2::text IS NULL OR d.target = $2)
         AND ($3::text IS NULL OR d.status = $3)
         AND ($4::bigint IS NULL OR d.seq < $4)
       ORDER BY d.seq DESC LIMIT $5""";

  // A delivery that is being tried is left alone, so that it is not tried twice at once.
  private static final String RESEND =
      """
      UPDATE event_delivery d
         SET status = 'PENDING', attempts = CASE d.status WHEN 'PENDING' THEN d.attempts ELSE 0 END,
             ended_at = NULL,
             due_at = CASE WHEN d.lease_id IS NULL THEN clock_timestamp() ELSE d.due_at END,
             expires_at = clock_timestamp() + $4::bigint * interval '1 millisecond'
        FROM event_target t
       WHERE t.name = d.target AND d.target = $1 AND d.event = $2
         AND ($3::text IS NULL OR t.account = $3)""";

  private static final String REDRIVE =
      """
      WITH letters AS MATERIALIZED (
        SELECT d.target, d.event FROM event_delivery d JOIN event_target t ON t.name = d.target
         WHERE d.target = $1 AND d.status = 'DEAD' AND ($2::text IS NULL OR t.account = $2)
         ORDER BY d.seq LIMIT $4 FOR UPDATE OF d SKIP LOCKED)
      UPDATE event_delivery d
         SET status = 'PENDING', attempts = 0, ended_at = NULL, due_at = clock_timestamp(),
             expires_at = clock_timestamp() + $3::bigint * interval '1 millisecond'
        FROM letters l WHERE d.target = l.target AND d.event = l.event""";

  private static final String EXISTS =
      "SELECT 1 FROM event_target WHERE name = $1 AND ($2::text IS NULL OR account = $2)";

  private final Postgres postgres;

  public DeliveryListStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * What a list has.
   *
   * @param account only deliveries to targets of this account
   */
  public record Filter(
      Optional<String> account, Optional<String> target, Optional<String> status) {}

  /**
   * The newest first.
   *
   * @param before only deliveries before this place
   */
  public Future<List<ListedDelivery>> list(Filter filter, Optional<Long> before, int limit) {
    Tuple values =
        Tuple.tuple()
            .addValue(filter.account().orElse(null))
            .addValue(filter.target().orElse(null))
            .addValue(filter.status().orElse(null))
            .addValue(before.orElse(null))
            .addValue(limit);
    return postgres
        .request(LIST, values)
        .map(rows -> SqlRows.all(rows, DeliveryListStore::delivery));
  }

  /**
   * Has a delivery tried now, also one that has ended. False if there is none.
   *
   * @param account only of a target of this account
   * @param retryFor how long it is tried from now on
   */
  public Future<Boolean> resend(
      String target, UUID event, Optional<String> account, Duration retryFor) {
    return postgres
        .request(RESEND, Tuple.of(target, event, account.orElse(null), retryFor.toMillis()))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * Has dead letters of a target tried again, the oldest first. Returns how many; empty if there is
   * no such target.
   */
  public Future<Optional<Integer>> redrive(
      String target, Optional<String> account, Duration retryFor) {
    return postgres
        .request(EXISTS, Tuple.of(target, account.orElse(null)))
        .compose(
            found ->
                found.size() == 0
                    ? Future.succeededFuture(Optional.empty())
                    : postgres
                        .request(
                            REDRIVE,
                            Tuple.of(
                                target, account.orElse(null), retryFor.toMillis(), MOST_REDRIVEN))
                        .map(rows -> Optional.of(rows.rowCount())));
  }

  private static ListedDelivery delivery(Row row) {
    return new ListedDelivery(
        row.getString("target"),
        row.getUUID("event"),
        row.getLong("seq"),
        row.getString("account"),
        row.getString("source"),
        row.getString("detail_type"),
        Optional.ofNullable(row.getUUID("job")).map(JobId::new),
        SqlRows.instant(row, "at"),
        row.getString("status"),
        row.getInteger("attempts"),
        SqlRows.optionalInstant(row, "next_try"),
        SqlRows.optionalInstant(row, "tried_at"),
        SqlRows.optionalInstant(row, "ended_at"),
        Optional.ofNullable(row.getString("last_error")));
  }
}
