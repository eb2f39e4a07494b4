package io.longshore.events.relay;

import io.longshore.engine.feed.FeedPosition;
import io.longshore.events.outbox.ServiceEvent;
import io.longshore.job.JobId;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/**
 * Reads changes of jobs and rows of the outbox after a position, in one statement: what it finds
 * and the snapshot that it returns agree, in whatever order transactions commit.
 */
final class NewEventStore {

  /** The transactions that the position has not seen: those that ran then, and later ones. */
  private static final String UNSEEN =
      """
      (SELECT %1$s WHERE v.xid = ANY($1::text[]::xid8[]) %2$s)
             UNION ALL
             (SELECT %1$s WHERE v.xid >= $2::text::xid8
                 AND v.xid < pg_snapshot_xmax(pg_current_snapshot()) %2$s
               ORDER BY v.xid, v.seq LIMIT $3)""";

  // What a job has done is summed up when it has ended; before that it changes all the time.
  private static final String CHANGES =
      """
      SELECT s.position, v.job, v.seq, v.xid::text AS xid, v.word, v.phase, v.at, j.account,
             j.region, j.type, j.container, j.subject, j.spec->>'arn' AS arn,
             j.spec->>'jobName' AS name, j.created_at, r.finished_at, r.rows, r.rows_failed, r.bytes,
             r.bucket, r.key, r.failure
        FROM (SELECT pg_current_snapshot()::text AS position) s
        LEFT JOIN (%s) v ON true
        LEFT JOIN job j ON j.id = v.job
        LEFT JOIN LATERAL (
             SELECT j.finished_at, j.failures->>0 AS failure,
                    coalesce(sum(t.rows) FILTER (WHERE t.kind = 'PIECE'), 0)::bigint AS rows,
                    (coalesce(sum(t.rows) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'FAILED'), 0)
                      + coalesce(sum(t.rows_failed), 0))::bigint AS rows_failed,
                    coalesce(sum(t.size), 0)::bigint AS bytes,
                    max(t.bucket) FILTER (WHERE t.kind = 'COMMIT' AND t.out_state = 'VISIBLE') AS bucket,
                    max(t.key) FILTER (WHERE t.kind = 'COMMIT' AND t.out_state = 'VISIBLE') AS key
               FROM task t WHERE t.job = v.job) r
          ON v.phase IN ('SUCCEEDED', 'FAILED', 'CANCELLED')
       ORDER BY v.seq"""
          .formatted(
              UNSEEN.formatted(
                  "v.job, v.seq, v.xid, v.word, v.phase, v.at FROM job_event v",
                  "AND v.kind = 'STATUS'"));

  private static final String OTHERS =
      """
      SELECT v.id, v.xid::text AS xid, v.at, v.account, v.region, v.source, v.detail_type,
             v.resources, v.detail
        FROM (%s) v ORDER BY v.seq"""
          .formatted(
              UNSEEN.formatted(
                  """
                  v.id, v.seq, v.xid, v.at, v.account, v.region, v.source, v.detail_type,
                         v.resources, v.detail FROM event_outbox v""",
                  """
                  AND v.xid < $4::text::xid8
                      AND pg_visible_in_snapshot(v.xid, $5::text::pg_snapshot)"""));

  private NewEventStore() {}

  /**
   * Reads in an open transaction.
   *
   * @param limit the most rows of each source, beside those of transactions that ran at the
   *     position
   */
  static Future<NewEvents> after(Transaction tx, FeedPosition from, int limit) {
    Tuple unseen = unseen(from, limit);
    return tx.execute(CHANGES, unseen)
        .compose(
            rows -> {
              String until = rows.iterator().next().getString("position");
              FeedPosition end = FeedPosition.parse(until).orElseThrow();
              Tuple seen = unseen(from, limit).addValue(Long.toString(end.xmax())).addValue(until);
              return tx.execute(OTHERS, seen).map(others -> found(from, end, rows, others, limit));
            });
  }

  private static NewEvents found(
      FeedPosition from, FeedPosition until, RowSet<Row> changes, RowSet<Row> others, int limit) {
    List<JobChange> found =
        changes.stream()
            .filter(row -> row.getUUID("job") != null && row.getString("account") != null)
            .map(NewEventStore::change)
            .toList();
    return NewEvents.of(from, until, found, SqlRows.all(others, NewEventStore::other), limit);
  }

  private static Tuple unseen(FeedPosition from, int limit) {
    String[] running = from.running().stream().map(String::valueOf).toArray(String[]::new);
    return Tuple.tuple()
        .addValue(running)
        .addValue(Long.toString(from.xmax()))
        .addValue((long) limit);
  }

  private static JobChange change(Row row) {
    return new JobChange(
        new JobId(row.getUUID("job")),
        row.getLong("seq"),
        Long.parseLong(row.getString("xid")),
        row.getString("word"),
        row.getString("phase"),
        SqlRows.instant(row, "at"),
        row.getString("account"),
        row.getString("region"),
        row.getString("type"),
        row.getString("container"),
        Optional.ofNullable(row.getString("subject")),
        Optional.ofNullable(row.getString("arn")),
        Optional.ofNullable(row.getString("name")),
        SqlRows.instant(row, "created_at"),
        SqlRows.optionalInstant(row, "finished_at").map(at -> result(row)));
  }

  private static JobChange.Result result(Row row) {
    return new JobChange.Result(
        SqlRows.instant(row, "finished_at"),
        row.getLong("rows"),
        row.getLong("rows_failed"),
        row.getLong("bytes"),
        Optional.ofNullable(row.getString("bucket")),
        Optional.ofNullable(row.getString("key")),
        Optional.ofNullable(row.getString("failure")));
  }

  private static OutboxEvent other(Row row) {
    JsonArray resources = (JsonArray) row.getJson("resources");
    return new OutboxEvent(
        row.getUUID("id"),
        Long.parseLong(row.getString("xid")),
        SqlRows.instant(row, "at"),
        new ServiceEvent(
            row.getString("account"),
            row.getString("region"),
            row.getString("source"),
            row.getString("detail_type"),
            resources.stream().map(String.class::cast).toList(),
            (JsonObject) row.getJson("detail")));
  }
}
