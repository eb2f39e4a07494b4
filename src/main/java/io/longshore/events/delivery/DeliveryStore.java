package io.longshore.events.delivery;

import io.longshore.events.target.OutgoingEvent;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.StorableText;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Claims deliveries, and records what became of them under the lease of the claim. */
final class DeliveryStore {

  /** Failures in a row after which a target is paused and then tried with one delivery. */
  private static final int FAILING = 3;

  /** Tries of a delivery for which the later ones of its job wait. */
  private static final int KEEPS_ORDER = 6;

  private static final int MOST_REASON = 500;

  // While a delivery is tried, its due time is the end of the lease.
  private static final String CLAIM =
      """
      WITH due AS MATERIALIZED (
        SELECT d.event FROM event_delivery d
         WHERE d.target = $1 AND d.status = 'PENDING' AND d.due_at <= (SELECT clock_timestamp())
           AND NOT EXISTS (SELECT 1 FROM event_delivery e
                            WHERE e.target = $1 AND e.job = d.job AND e.place < d.place
                              AND e.status = 'PENDING' AND e.attempts < %d)
         ORDER BY d.due_at, d.seq
         LIMIT coalesce((SELECT CASE WHEN t.failures >= %d THEN 1 ELSE $2 END
                           FROM event_target t
                          WHERE t.name = $1 AND t.disabled_at IS NULL
                            AND (t.pause_until IS NULL OR t.pause_until <= clock_timestamp())
                            AND NOT EXISTS (SELECT 1 FROM restored_copy)), 0)
           FOR UPDATE SKIP LOCKED)
      UPDATE event_delivery d
         SET attempts = d.attempts + 1, lease_id = $3, tried_at = clock_timestamp(),
             due_at = clock_timestamp() + $4::bigint * interval '1 millisecond'
        FROM due WHERE d.target = $1 AND d.event = due.event
      RETURNING d.event, d.job, d.envelope, d.attempts"""
          .formatted(KEEPS_ORDER, FAILING);

  private static final String DELIVERED =
      """
      WITH done AS (
        UPDATE event_delivery
           SET status = 'DELIVERED', ended_at = clock_timestamp(), lease_id = NULL,
               last_error = NULL
         WHERE target = $1 AND event = $2 AND lease_id = $3 AND status = 'PENDING'
        RETURNING target),
      well AS (
        UPDATE event_target t SET failures = 0, pause_until = NULL
          FROM done WHERE t.name = done.target AND (t.failures > 0 OR t.pause_until IS NOT NULL))
      SELECT target FROM done""";

  // The failures of tries that had begun before a pause do not prolong it. The pause doubles from
  // 1 s to 5 min, and is drawn from the half of that to all of it.
  private static final String FAILED =
      """
      WITH tried AS (
        UPDATE event_delivery
           SET status = CASE WHEN expires_at <= clock_timestamp() THEN 'DEAD' ELSE 'PENDING' END,
               ended_at = CASE WHEN expires_at <= clock_timestamp() THEN clock_timestamp() END,
               due_at = clock_timestamp() + $4::bigint * interval '1 millisecond',
               lease_id = NULL, last_error = $5
         WHERE target = $1 AND event = $2 AND lease_id = $3 AND status = 'PENDING'
        RETURNING target),
      failing AS (
        UPDATE event_target t
           SET failures = t.failures + 1, last_error = $5, last_error_at = clock_timestamp(),
               pause_until = CASE
                 WHEN $6::bigint > 0 OR t.failures + 1 >= %1$d
                 THEN clock_timestamp() + greatest($6::bigint, CASE WHEN t.failures + 1 >= %1$d
                      THEN (least(300000, 1000 * 2 ^ least(t.failures + 1 - %1$d, 9))
                            * (0.5 + random() / 2))::bigint ELSE 0 END)
                      * interval '1 millisecond' END
          FROM tried
         WHERE t.name = tried.target
           AND (t.pause_until IS NULL OR t.pause_until <= clock_timestamp()))
      SELECT target FROM tried"""
          .formatted(FAILING);

  private static final String GONE =
      """
      WITH tried AS (
        UPDATE event_delivery
           SET due_at = clock_timestamp(), lease_id = NULL, last_error = $4
         WHERE target = $1 AND event = $2 AND lease_id = $3 AND status = 'PENDING'
        RETURNING target)
      UPDATE event_target t
         SET disabled_at = clock_timestamp(), disabled_reason = $4, last_error = $4,
             last_error_at = clock_timestamp()
        FROM tried WHERE t.name = tried.target AND t.disabled_at IS NULL""";

  private final Postgres postgres;

  DeliveryStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Claims due deliveries of a target: none while it is paused or disabled, and one while it fails.
   *
   * @param limit the most deliveries
   * @param lease after which another replica may try them
   */
  Future<List<ClaimedDelivery>> claim(String target, int limit, Duration lease) {
    UUID id = UUID.randomUUID();
    return postgres
        .work(CLAIM, Tuple.of(target, limit, id, lease.toMillis()))
        .map(rows -> SqlRows.all(rows, row -> claimed(target, id, row)));
  }

  private static ClaimedDelivery claimed(String target, UUID lease, Row row) {
    OutgoingEvent event =
        new OutgoingEvent(
            row.getUUID("event"),
            Optional.ofNullable(row.getUUID("job")).map(job -> new JobId(job).toString()),
            (JsonObject) row.getJson("envelope"),
            row.getInteger("attempts"));
    return new ClaimedDelivery(target, lease, event);
  }

  /** False when another replica has the delivery. */
  Future<Boolean> delivered(ClaimedDelivery delivery) {
    return postgres.work(DELIVERED, key(delivery)).map(rows -> rows.size() == 1);
  }

  /**
   * Records a failure. A delivery that is too old is a dead letter then.
   *
   * @param pause before the next try of the delivery
   * @param targetPause before the next try of any delivery of the target, when it asks for one
   */
  Future<Boolean> failed(
      ClaimedDelivery delivery, String reason, Duration pause, Optional<Duration> targetPause) {
    Tuple values =
        key(delivery)
            .addValue(pause.toMillis())
            .addValue(StorableText.of(reason, MOST_REASON))
            .addValue(targetPause.map(Duration::toMillis).orElse(0L));
    return postgres.work(FAILED, values).map(rows -> rows.size() == 1);
  }

  /** Disables the target; its deliveries wait until an operator enables it. */
  Future<Boolean> gone(ClaimedDelivery delivery, String reason) {
    return postgres
        .work(GONE, key(delivery).addValue(StorableText.of(reason, MOST_REASON)))
        .map(rows -> rows.rowCount() == 1);
  }

  private static Tuple key(ClaimedDelivery delivery) {
    return Tuple.of(delivery.target(), delivery.event().id(), delivery.lease());
  }
}
