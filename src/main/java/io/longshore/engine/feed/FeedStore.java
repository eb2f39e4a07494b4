package io.longshore.engine.feed;

import io.longshore.engine.admin.JobListStore;
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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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

  private static final String OF_THE_JOB =
      """
      j.account, j.region, j.type, j.container, j.state, j.word AS job_word, j.created_at,
                (SELECT coalesce(json_agg(x.text), '[]') FROM unnest($4::text[]) AS x(text)
                  WHERE strpos(%s, lower(x.text)) > 0) AS texts"""
          .formatted(JobListStore.SEARCHED);

  private static final String EVENTS =
      """
      coalesce((SELECT json_agg(e) FROM (
         SELECT v.seq, v.xid::text AS xid, v.job AS id, v.word, v.phase, v.at,
                v.kind, v.task, v.attempt, v.worker, v.detail,
                EXISTS (SELECT 1 FROM task t WHERE t.job = j.id AND t.rows_failed > 0) AS rejected,
                OF THE JOB
           FROM job_event v JOIN job j ON j.id = v.job
          WHERE %s %s
          ORDER BY v.seq LIMIT $3) e), '[]') AS events"""
          .replace("OF THE JOB", OF_THE_JOB);

  private static final String POLL =
      """
      SELECT pg_current_snapshot()::text AS position,
             %s,
             coalesce((SELECT json_agg(p) FROM (
         SELECT j.id, j.pieces, t.done, t.rows, t.bytes, t.rejected, %s
           FROM job j
          CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'DONE') AS done,
                       coalesce(sum(t.rows) FILTER (WHERE t.kind = 'PIECE'), 0) AS rows,
                       coalesce(sum(%s), 0) AS bytes,
                       coalesce(bool_or(t.rows_failed > 0), false) AS rejected
                  FROM task t WHERE t.job = j.id) t
          WHERE j.finished_at IS NULL AND j.state <> 'QUEUED'
            AND ($5::boolean OR j.id = ANY($6::uuid[]))
          ORDER BY j.created_at DESC LIMIT $7) p), '[]') AS progress"""
          .formatted(EVENTS.formatted(UNSEEN, ""), OF_THE_JOB, TaskRows.BYTES);

  private static final String OF_JOB =
      "SELECT pg_current_snapshot()::text AS position, "
          + EVENTS.formatted(UNSEEN, "AND v.job = $5");

  private static final String OF_ACCOUNT =
      "SELECT pg_current_snapshot()::text AS position, "
          + EVENTS.formatted(UNSEEN, "AND ($5::text IS NULL OR j.account = $5)");

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
   * @param texts that jobs are searched for
   * @param limit the most events, and the most jobs, newest first
   */
  public Future<FeedBatch> poll(
      FeedPosition after, boolean all, Collection<JobId> jobs, Set<String> texts, int limit) {
    UUID[] ids = jobs.stream().map(JobId::value).toArray(UUID[]::new);
    Tuple values = tuple(after, texts, limit).addValue(all).addValue(ids).addValue(limit);
    return read(POLL, values, texts, limit);
  }

  /** Reads the events of one job after a position. */
  public Future<FeedBatch> ofJob(FeedPosition after, JobId job, Set<String> texts, int limit) {
    return read(OF_JOB, tuple(after, texts, limit).addValue(job.value()), texts, limit);
  }

  /**
   * Reads the events of the jobs of an account after a position.
   *
   * @param account null for all accounts
   */
  public Future<FeedBatch> ofAccount(
      FeedPosition after, String account, Set<String> texts, int limit) {
    return read(OF_ACCOUNT, tuple(after, texts, limit).addValue(account), texts, limit);
  }

  private Future<FeedBatch> read(String statement, Tuple values, Set<String> texts, int limit) {
    return postgres
        .requests()
        .preparedQuery(statement)
        .execute(values)
        .map(rows -> batch(rows.iterator().next(), texts, limit));
  }

  /** One more than the limit tells that there are more. */
  private static Tuple tuple(FeedPosition after, Set<String> texts, int limit) {
    String[] running = after.running().stream().map(String::valueOf).toArray(String[]::new);
    return Tuple.tuple()
        .addValue(running)
        .addValue(Long.toString(after.xmax()))
        .addValue((long) limit + 1)
        .addValue(texts.toArray(String[]::new));
  }

  private static FeedPosition position(Row row) {
    return FeedPosition.parse(row.getString("position")).orElseThrow();
  }

  private static FeedBatch batch(Row row, Set<String> texts, int limit) {
    List<FeedEvent> events = objects(row, "events").map(FeedStore::event).toList();
    boolean complete = events.size() <= limit;
    return new FeedBatch(
        position(row),
        complete ? events : events.subList(0, limit),
        complete,
        texts,
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
        JobState.valueOf(row.getString("state")),
        row.getString("job_word"),
        instant(row.getString("created_at")),
        row.getBoolean("rejected"),
        row.getJsonArray("texts").stream()
            .map(String.class::cast)
            .collect(Collectors.toUnmodifiableSet()));
  }
}
