package io.longshore.events.relay;

import io.longshore.engine.feed.FeedPosition;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The position of each target in the events, and the deliveries that are written with it. */
final class EventPositionStore {

  /** So many deliveries of a target may wait; more events wait where they are read from. */
  private static final int MOST_PENDING = 50_000;

  // In a copy of a database that the original may go on with, the original sends.
  private static final String NEWS =
      """
      SELECT c.target FROM event_cursor c
       WHERE c.target = ANY($1::text[])
         AND NOT EXISTS (SELECT 1 FROM restored_copy)
         AND (EXISTS (SELECT 1 FROM job_event v
                       WHERE v.xid >= pg_snapshot_xmax(c.position::pg_snapshot)
                         AND v.xid < pg_snapshot_xmax(pg_current_snapshot()))
              OR EXISTS (SELECT 1 FROM event_outbox v
                          WHERE v.xid >= pg_snapshot_xmax(c.position::pg_snapshot)
                            AND v.xid < pg_snapshot_xmax(pg_current_snapshot()))
              OR EXISTS (SELECT 1 FROM job_event v
                          WHERE v.xid IN (SELECT pg_snapshot_xip(c.position::pg_snapshot)))
              OR EXISTS (SELECT 1 FROM event_outbox v
                          WHERE v.xid IN (SELECT pg_snapshot_xip(c.position::pg_snapshot)))
              OR pg_snapshot_xmax(c.position::pg_snapshot)
                 > pg_snapshot_xmax(pg_current_snapshot()))""";

  private static final String LOCK =
      """
      SELECT c.position, t.since, pg_current_snapshot()::text AS present
        FROM event_cursor c JOIN event_target t ON t.name = c.target
       WHERE c.target = $1
         AND NOT EXISTS (SELECT 1 FROM event_delivery d
                          WHERE d.target = $1 AND d.status = 'PENDING' OFFSET $2)
         FOR UPDATE OF c SKIP LOCKED""";

  private static final String WRITE =
      """
      INSERT INTO event_delivery (target, event, account, source, detail_type, job, place, at,
                                  envelope, expires_at)
      SELECT $1, e.event, e.account, e.source, e.detail_type, e.job, e.place, e.at, e.envelope,
             clock_timestamp() + $3::bigint * interval '1 millisecond'
        FROM json_to_recordset($2::json)
             AS e(event uuid, account text, source text, detail_type text, job uuid, place bigint,
                  at timestamptz, envelope json)
      ON CONFLICT DO NOTHING""";

  private static final String MOVE = "UPDATE event_cursor SET position = $2 WHERE target = $1";

  /**
   * A position that is locked.
   *
   * @param since when the target was configured; older events are not for it
   * @param present the snapshot of the statement that locked it
   */
  record Cursor(FeedPosition position, Instant since, FeedPosition present) {

    /** Whether the position is of another database: this one has not had its transactions yet. */
    boolean isForeign() {
      return position.xmax() > present.xmax();
    }
  }

  private final Postgres postgres;

  EventPositionStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Runs the statements that move a position in one transaction. */
  <T> Future<T> transact(Function<Transaction, Future<T>> statements) {
    return postgres
        .work()
        .withTransaction(connection -> statements.apply(new Transaction(connection)));
  }

  /** Those of the targets that may have new events. */
  Future<List<String>> withNews(List<String> targets) {
    return postgres
        .work(NEWS, Tuple.tuple().addValue(targets.toArray(String[]::new)))
        .map(rows -> SqlRows.all(rows, row -> row.getString("target")));
  }

  /**
   * Locks the position of a target to the end of the transaction; empty while another replica has
   * it, or while too many deliveries of the target wait.
   */
  Future<Optional<Cursor>> lock(Transaction tx, String target) {
    return tx.execute(LOCK, Tuple.of(target, (long) MOST_PENDING))
        .map(
            rows ->
                SqlRows.first(
                    rows,
                    row ->
                        new Cursor(
                            FeedPosition.parse(row.getString("position")).orElseThrow(),
                            SqlRows.instant(row, "since"),
                            FeedPosition.parse(row.getString("present")).orElseThrow())));
  }

  /**
   * Writes deliveries and moves the position.
   *
   * @param retryMillis how long they are tried
   */
  Future<Void> move(
      Transaction tx,
      String target,
      List<NewDelivery> deliveries,
      long retryMillis,
      FeedPosition to) {
    JsonArray rows = new JsonArray();
    deliveries.forEach(delivery -> rows.add(row(delivery)));
    Future<?> written =
        deliveries.isEmpty()
            ? Future.succeededFuture()
            : tx.execute(WRITE, Tuple.of(target, rows, retryMillis));
    return written.compose(done -> tx.execute(MOVE, Tuple.of(target, to.toString()))).mapEmpty();
  }

  private static JsonObject row(NewDelivery delivery) {
    JsonObject envelope = delivery.envelope();
    return new JsonObject()
        .put("event", envelope.getString("id"))
        .put("account", envelope.getString("account"))
        .put("source", envelope.getString("source"))
        .put("detail_type", envelope.getString("detail-type"))
        .put("job", delivery.job().map(Object::toString).orElse(null))
        .put("place", delivery.place())
        .put("at", delivery.at().toString())
        .put("envelope", envelope);
  }
}
