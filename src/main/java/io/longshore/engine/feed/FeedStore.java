package io.longshore.engine.feed;

import io.longshore.engine.store.TaskRows;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Reads the events of jobs after a position, and the progress of jobs, in one statement: with a
 * statement's one snapshot, what it returns and the position that it returns agree.
 */
public final class FeedStore {

  private static final String POSITION = "SELECT pg_current_snapshot()::text AS position";

  /** What the position has not seen: what ran then, and what has begun since. */
  private static final String UNSEEN =
      """
      (v.xid = ANY($1::text[]::xid8[]) OR v.xid >= $2::text::xid8)
            AND v.xid < pg_snapshot_xmax(pg_current_snapshot())""";

  private static final String EVENTS =
      """
      coalesce((SELECT json_agg(e) FROM (
         SELECT v.seq, v.xid::text AS xid, v.job AS id, v.word, v.phase, v.at,
                v.kind, v.task, v.attempt, v.worker, v.detail, j.account, j.region, j.type, j.container, j.state
           FROM job_event v JOIN job j ON j.id = v.job
          WHERE %s %s
          ORDER BY v.seq LIMIT $3) e), '[]') AS events""";

  private static final String POLL =
      """
      SELECT pg_current_snapshot()::text AS position,
             %s,
             coalesce((SELECT json_agg(p) FROM (
         SELECT j.id, j.account, j.region, j.type, j.container, j.state, j.pieces, t.done, t.rows,
                t.bytes
           FROM job j
          CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'DONE') AS done,
                       coalesce(sum(t.rows) FILTER (WHERE t.kind = 'PIECE'), 0) AS rows,
                       coalesce(sum(%s), 0) AS bytes
                  FROM task t WHERE t.job = j.id) t
          WHERE j.finished_at IS NULL AND j.state <> 'QUEUED'
            AND ($4::boolean OR j.id = ANY($5::uuid[]))
          ORDER BY j.created_at DESC LIMIT $6) p), '[]') AS progress"""
          .formatted(EVENTS.formatted(UNSEEN, ""), TaskRows.BYTES);

  private static final String OF_JOB =
      "SELECT pg_current_snapshot()::text AS position, "
          + EVENTS.formatted(UNSEEN, "AND v.job = $4");

  private static final String OF_ACCOUNT =
      "SELECT pg_current_snapshot()::text AS position, "
          + EVENTS.formatted(UNSEEN, "AND ($4::text IS NULL OR j.account = $4)");

  private final Postgres postgres;

  public FeedStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The present end of the events. */
  public Future<FeedPosition> position() {
    return postgres
        .requests()
        .query(POSITION)
        .execute()
        .map(rows -> position(rows.iterator().next()));
  }

  /**
   * Reads the events of all jobs after a position, and the progress of jobs.
   *
   * @param all whether the progress of all running jobs is read
   * @param jobs the jobs whose progress is read otherwise
   * @param limit the most events, and the most jobs, newest first
   */
  public Future<FeedBatch> poll(
      FeedPosition after, boolean all, Collection<JobId> jobs, int limit) {
    UUID[] ids = jobs.stream().map(JobId::value).toArray(UUID[]::new);
    return read(POLL, tuple(after, limit).addValue(all).addValue(ids).addValue(limit), limit);
  }

  /** Reads the events of one job after a position. */
  public Future<FeedBatch> ofJob(FeedPosition after, JobId job, int limit) {
    return read(OF_JOB, tuple(after, limit).addValue(job.value()), limit);
  }

  /**
   * Reads the events of the jobs of an account after a position.
   *
   * @param account null for all accounts
   */
  public Future<FeedBatch> ofAccount(FeedPosition after, String account, int limit) {
    return read(OF_ACCOUNT, tuple(after, limit).addValue(account), limit);
  }

  private Future<FeedBatch> read(String statement, Tuple values, int limit) {
    return postgres
        .requests()
        .preparedQuery(statement)
        .execute(values)
        .map(rows -> batch(rows.iterator().next(), limit));
  }

  /** One more than the limit tells that there are more. */
  private static Tuple tuple(FeedPosition after, int limit) {
    String[] running = after.running().stream().map(String::valueOf).toArray(String[]::new);
    return Tuple.tuple()
        .addValue(running)
        .addValue(Long.toString(after.xmax()))
        .addValue((long) limit + 1);
  }

  private static FeedPosition position(Row row) {
    return FeedPosition.parse(row.getString("position")).orElseThrow();
  }

  private static FeedBatch batch(Row row, int limit) {
    List<FeedEvent> events = objects(row, "events").map(FeedStore::event).toList();
    boolean complete = events.size() <= limit;
    return new FeedBatch(
        position(row),
        complete ? events : events.subList(0, limit),
        complete,
        row.getColumnIndex("progress") < 0
            ? List.of()
            : objects(row, "progress").map(FeedStore::progress).toList());
  }

  private static Stream<JsonObject> objects(Row row, String column) {
    return ((JsonArray) row.getJson(column)).stream().map(JsonObject.class::cast);
  }

  private static FeedEvent event(JsonObject row) {
    return new FeedEvent(
        row.getLong("seq"),
        Long.parseLong(row.getString("xid")),
        job(row),
        row.getString("word"),
        row.getString("phase"),
        instant(row.getString("at")),
        row.getString("kind"),
        Optional.ofNullable(row.getInteger("task")),
        Optional.ofNullable(row.getLong("attempt")),
        Optional.ofNullable(row.getString("worker")),
        Optional.ofNullable(row.getString("detail")));
  }

  private static Instant instant(String text) {
    return OffsetDateTime.parse(text).toInstant();
  }

  private static FeedProgress progress(JsonObject row) {
    return new FeedProgress(
        job(row),
        row.getInteger("pieces"),
        row.getInteger("done"),
        row.getLong("rows"),
        row.getLong("bytes"));
  }

  private static FeedJob job(JsonObject row) {
    return new FeedJob(
        new JobId(UUID.fromString(row.getString("id"))),
        row.getString("account"),
        row.getString("region"),
        row.getString("type"),
        row.getString("container"),
        JobState.valueOf(row.getString("state")));
  }
}
