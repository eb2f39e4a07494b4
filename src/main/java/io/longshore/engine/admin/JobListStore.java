package io.longshore.engine.admin;

import io.longshore.engine.store.JobRows;
import io.longshore.engine.store.TaskRows;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Lists jobs: those that are not finished first, then finished ones, the newest first in both. Does
 * not read tasks, whose sums are read for a whole page at once.
 */
public final class JobListStore {

  private static final String JOB =
      """
      SELECT j.id, j.account, j.region, j.type, j.container, j.subject, j.spec, j.state, j.word,
             j.pieces, j.failures, j.cancel_requested, j.created_at, j.changed_at, j.finished_at,
             j.traceparent, j.held, 0 AS done, 0 AS failed, 0::bigint AS rows, 0::bigint AS rows_failed
        FROM job j
      """;

  /** What a text is searched in, of a job {@code j}; the text has to be in lower case. */
  public static final String SEARCHED =
      "lower(concat_ws(' ', replace(j.id::text, '-', ''), j.container, j.subject, j.spec))";

  private static final String PAGE =
      JOB
          + """
          WHERE j.finished_at IS %s
            AND ($1::text IS NULL OR j.account = $1)
            AND ($2::text[] IS NULL OR split_part(j.type, '.', 1) = ANY($2))
            AND ($3::text[] IS NULL OR j.type = ANY($3))
            AND ($4::text IS NULL OR j.word = $4)
            AND ($5::text[] IS NULL OR j.state = ANY($5))
            AND ($6::text IS NULL OR j.container = $6)
            AND ($7::text IS NULL OR strpos(
          """
          + SEARCHED
          + """
          , lower($7)) > 0)
            AND ($8::boolean IS NULL OR $8 = EXISTS (
                  SELECT 1 FROM task t WHERE t.job = j.id AND t.rows_failed > 0))
            AND j.created_at >= $9 AND j.created_at < $10
            AND (j.created_at, j.id) < ($11, $12)
            %s
          ORDER BY j.created_at DESC, j.id DESC
          LIMIT $13""";

  // Statements of their own, because a plan for all parameters would not use the indexes of
  // accounts and of states.
  private static final String UNFINISHED = PAGE.formatted("NULL", "");
  private static final String OF_ACCOUNT = "AND j.account = $1";
  private static final String FAILED = "AND j.state = 'FAILED'";
  private static final String CANCELLED = "AND j.state = 'CANCELLED'";

  private static final String FIND = JOB + " WHERE j.id = $1";
  private static final String FIND_ALL = JOB + " WHERE j.id = ANY($1)";

  private static final String SUMS =
      """
      SELECT t.job,
             count(*) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'DONE') AS done,
             count(*) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'FAILED') AS failed,
             coalesce(sum(t.rows) FILTER (WHERE t.kind = 'PIECE'), 0)::bigint AS rows,
             (coalesce(sum(t.rows) FILTER (WHERE t.kind = 'PIECE' AND t.state = 'FAILED'), 0)
               + coalesce(sum(t.rows_failed), 0))::bigint AS rows_failed,
             coalesce(sum(%s), 0)::bigint AS bytes,
             coalesce(sum(t.attempts), 0)::bigint AS attempts
        FROM task t WHERE t.job = ANY($1)
       GROUP BY t.job"""
          .formatted(TaskRows.BYTES);

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private final Postgres postgres;

  public JobListStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * A page of jobs. A job that ends while a list is read may be on two pages.
   *
   * @param after the last job of the page before
   */
  public Future<List<ListedJob>> page(JobFilter filter, Optional<JobPosition> after, int limit) {
    JobPosition from = after.orElse(JobPosition.first(false));
    Future<List<ListedJob>> unfinished =
        from.finished() || !filter.admits(false)
            ? Future.succeededFuture(List.of())
            : read(UNFINISHED, filter, from, limit);
    return unfinished.compose(
        first -> {
          if (first.size() == limit || !filter.admits(true)) {
            return Future.succeededFuture(first);
          }
          JobPosition next = from.finished() ? from : JobPosition.first(true);
          return read(finished(filter), filter, next, limit - first.size())
              .map(
                  rest -> {
                    List<ListedJob> all = new ArrayList<>(first);
                    all.addAll(rest);
                    return all;
                  });
        });
  }

  /** The statement of finished jobs that uses the index of this filter. */
  static String finished(JobFilter filter) {
    boolean failed = filter.states().equals(List.of(JobState.FAILED));
    boolean cancelled = filter.states().equals(List.of(JobState.CANCELLED));
    String account = filter.account().isPresent() ? OF_ACCOUNT : "";
    String state = failed ? FAILED : cancelled ? CANCELLED : "";
    return PAGE.formatted("NOT NULL", account + " " + state);
  }

  private Future<List<ListedJob>> read(String sql, JobFilter filter, JobPosition after, int limit) {
    return postgres
        .request(sql, values(filter, after, limit))
        .map(rows -> rows.stream().map(JobListStore::listed).toList());
  }

  static Tuple values(JobFilter filter, JobPosition after, int limit) {
    return Tuple.tuple()
        .addValue(filter.account().orElse(null))
        .addValue(array(filter.services()))
        .addValue(array(filter.types()))
        .addValue(filter.status().orElse(null))
        .addValue(array(filter.states().stream().map(JobState::name).toList()))
        .addValue(filter.container().orElse(null))
        .addValue(filter.text().orElse(null))
        .addValue(filter.rejectedRows().orElse(null))
        .addValue(utc(filter.createdFrom().orElse(EARLIEST)))
        .addValue(utc(filter.createdBefore().orElse(LATEST)))
        .addValue(utc(after.createdAt()))
        .addValue(after.id().value())
        .addValue(limit);
  }

  private static String[] array(List<String> values) {
    return values.isEmpty() ? null : values.toArray(String[]::new);
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  /** A job of any account. */
  public Future<Optional<ListedJob>> find(JobId id) {
    return postgres
        .request(FIND, Tuple.of(id.value()))
        .map(rows -> rows.stream().findFirst().map(JobListStore::listed));
  }

  /** Jobs of any account, in no order. Ids without a job are left out. */
  public Future<List<ListedJob>> findAll(List<JobId> ids) {
    return postgres
        .request(FIND_ALL, Tuple.of(ids.stream().map(JobId::value).toArray(UUID[]::new)))
        .map(rows -> rows.stream().map(JobListStore::listed).toList());
  }

  /** The sums of these jobs. Jobs without tasks are left out. */
  public Future<Map<JobId, JobSums>> sums(List<JobId> ids) {
    return postgres
        .request(SUMS, Tuple.of(ids.stream().map(JobId::value).toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<JobId, JobSums> sums = new HashMap<>();
              rows.forEach(row -> sums.put(new JobId(row.getUUID("job")), sums(row)));
              return sums;
            });
  }

  private static ListedJob listed(Row row) {
    return new ListedJob(JobRows.job(row), row.getBoolean("held"));
  }

  private static JobSums sums(Row row) {
    return new JobSums(
        row.getInteger("done"),
        row.getInteger("failed"),
        row.getLong("rows"),
        row.getLong("rows_failed"),
        row.getLong("bytes"),
        row.getLong("attempts"));
  }
}
