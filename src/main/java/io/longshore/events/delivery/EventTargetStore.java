package io.longshore.events.delivery;

import io.longshore.events.outbox.EventOutboxStore;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The targets that replicas have configured, and the upkeep of what belongs to them. */
final class EventTargetStore {

  private static final int BATCH = 1_000;

  /** A target that was forgotten begins anew, also when nobody has deleted its row yet. */
  private static final String FORGET =
      "DELETE FROM event_target WHERE seen_at < clock_timestamp() - %d * interval '1 day'"
          .formatted(EventOutboxStore.FORGOTTEN_DAYS);

  private static final String REGISTER =
      """
      INSERT INTO event_target (name, account)
      SELECT e.name, e.account FROM json_to_recordset($1::json) AS e(name text, account text)
      ON CONFLICT (name) DO UPDATE SET account = excluded.account, seen_at = clock_timestamp()""";

  private static final String BEGIN =
      """
      INSERT INTO event_cursor (target, position)
      SELECT t.name, pg_current_snapshot()::text FROM event_target t
      ON CONFLICT DO NOTHING""";

  private static final String EXPIRE =
      """
      WITH old AS MATERIALIZED (
        SELECT d.target, d.event FROM event_delivery d
         WHERE d.status = 'PENDING' AND d.expires_at < (SELECT clock_timestamp())
           AND (d.lease_id IS NULL OR d.due_at < (SELECT clock_timestamp()))
         ORDER BY d.expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
      UPDATE event_delivery d
         SET status = 'DEAD', ended_at = clock_timestamp(), lease_id = NULL,
             last_error = coalesce(d.last_error, t.disabled_reason, t.last_error,
                                   'It was not tried in time')
        FROM old LEFT JOIN event_target t ON t.name = old.target
       WHERE d.target = old.target AND d.event = old.event""";

  private static final String DELETE_DELIVERIES =
      """
      WITH old AS MATERIALIZED (
        SELECT d.target, d.event FROM event_delivery d
         WHERE d.status <> 'PENDING'
           AND d.ended_at < (SELECT clock_timestamp() - $2::bigint * interval '1 millisecond')
         ORDER BY d.ended_at LIMIT $1 FOR UPDATE SKIP LOCKED)
      DELETE FROM event_delivery d USING old
       WHERE d.target = old.target AND d.event = old.event""";

  private static final String DELETE_OUTBOX =
      """
      WITH old AS MATERIALIZED (
        SELECT o.seq FROM event_outbox o
         WHERE o.at < (SELECT clock_timestamp() - $2::bigint * interval '1 millisecond')
         ORDER BY o.at LIMIT $1 FOR UPDATE SKIP LOCKED)
      DELETE FROM event_outbox o USING old WHERE o.seq = old.seq""";

  private final Postgres postgres;

  EventTargetStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Reports that this replica has these targets. The events of a new one begin now.
   *
   * @param targets the account of each whose events it gets, by name
   */
  Future<Void> register(Map<String, Optional<String>> targets) {
    JsonArray rows = new JsonArray();
    targets.forEach(
        (name, account) ->
            rows.add(new JsonObject().put("name", name).put("account", account.orElse(null))));
    return postgres
        .work(FORGET)
        .compose(done -> postgres.work(REGISTER, Tuple.of(rows)))
        .compose(done -> postgres.work(BEGIN))
        .mapEmpty();
  }

  /** Makes dead letters of deliveries that are too old. Returns how many, a batch at most. */
  Future<Integer> expire() {
    return postgres.work(EXPIRE, Tuple.of(BATCH)).map(rows -> rows.rowCount());
  }

  /** Deletes a batch of what has ended that long ago. Returns whether there may be more. */
  Future<Boolean> deleteOld(Duration keep) {
    Tuple values = Tuple.of(BATCH, keep.toMillis());
    return postgres
        .work(DELETE_DELIVERIES, values)
        .compose(
            deliveries ->
                postgres
                    .work(DELETE_OUTBOX, values)
                    .map(events -> Math.max(deliveries.rowCount(), events.rowCount()) >= BATCH));
  }
}
