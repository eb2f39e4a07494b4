package io.longshore.engine.store;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.commit.RollbackStore;
import io.longshore.engine.worker.RestoredDatabaseHold;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.job.Phase;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Jobs as the services see them: created, found, listed, and asked to stop. */
public final class JobStore {

  private static final String CREATE =
      """
      WITH made AS (
        INSERT INTO job (id, account, region, type, container, subject, spec, word, pieces, held)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, json_array_length($9::json),
               EXISTS (SELECT 1 FROM restored_copy)
        RETURNING id),
      pieces AS (
        INSERT INTO task (job, seq, kind, type, account, state, spec, max_attempts,
                          role_arn, bucket, key, content_type, kms_key_arn)
        SELECT $1, p.seq, 'PIECE', $4, $2, 'QUEUED', p.spec, $10,
               p.role_arn, p.bucket, p.key, p.content_type, p.kms_key_arn
          FROM json_to_recordset($9::json) AS p(seq integer, spec json, role_arn text, bucket text,
                                                key text, content_type text, kms_key_arn text)),
      plan AS (
        INSERT INTO task (job, seq, kind, type, account, state, spec, max_attempts)
        SELECT $1, -1, 'PLAN', $4, $2, 'QUEUED', '{}', $10
         WHERE json_array_length($9::json) = 0),
      finish AS (
        INSERT INTO task (job, seq, kind, type, account, state, spec, max_attempts)
        VALUES ($1, json_array_length($9::json), 'COMMIT', $4, $2, 'BLOCKED', '{}', $10)),
      told AS (
        INSERT INTO job_event (job, word, phase) VALUES ($1, $8, 'CREATED'))
      SELECT id FROM made""";

  private static final String FIND =
      JobRows.JOB
          + """
          WHERE j.id = $1 AND j.account = $2 AND j.region = $3 AND j.type = $4
            AND j.container = $5""";

  private static final String FIND_ALL = JobRows.JOB + " WHERE j.id = ANY($1)";

  private static final String PAGE =
      JobRows.JOB
          + """
          WHERE j.account = $1 AND j.region = $2 AND j.type = $3 AND j.container = $4
            AND ($5::uuid IS NULL
                 OR (j.created_at, j.id) < (
                    SELECT a.created_at, a.id FROM job a
                     WHERE a.id = $5 AND a.account = $1 AND a.container = $4))
            %s
          ORDER BY j.created_at DESC, j.id DESC
          LIMIT $6""";

  // Two statements, because one for both would not search the subject's index.
  private static final String LIST = PAGE.formatted("");
  private static final String LIST_BY_SUBJECT = PAGE.formatted("AND j.subject = $7");

  private static final String LOCK = "SELECT type, phase FROM job WHERE id = $1 FOR UPDATE";

  // An object that went to a key of the user's choice cannot be taken back, so a job that is
  // putting such objects in place, or has put some and does others again, goes on to its end.
  private static final String CANCEL =
      """
      WITH asked AS (
        UPDATE job j
           SET cancel_requested = true, phase = 'CANCELLING', word = $2,
               changed_at = clock_timestamp()
         WHERE j.id = $1 AND j.finished_at IS NULL AND j.phase <> 'FAILING'
           AND NOT EXISTS (
               SELECT 1 FROM task t
                WHERE t.job = $1 AND t.key IS NOT NULL
                  AND position(replace($1::text, '-', '') IN t.key) = 0
                  AND (j.state = 'COMMITTING' OR t.out_shown
                       OR t.out_state IN ('COMPLETING', 'VISIBLE')))
        RETURNING j.id),
      dropped AS (
        UPDATE task t SET state = 'CANCELLED' FROM asked
         WHERE t.job = asked.id AND t.state = 'QUEUED' AND t.kind <> 'COMMIT'),
      told AS (
        INSERT INTO job_event (job, word, phase)
        SELECT j.id, $2, 'CANCELLING' FROM job j, asked WHERE j.id = asked.id AND j.word <> $2)
      SELECT id FROM asked""";

  private static final String EVENTS = "SELECT word, at FROM job_event WHERE job = $1 ORDER BY seq";

  private static final String UNFINISHED =
      """
      SELECT type, state, count(*) AS jobs FROM job WHERE finished_at IS NULL
       GROUP BY type, state ORDER BY type, state""";

  private static final String UNFINISHED_OF =
      """
      SELECT count(*) FROM job
       WHERE account = $1 AND region = $2 AND type = ANY($3::text[]) AND finished_at IS NULL
         AND ($4::text IS NULL OR subject = $4)""";

  private static final String RUNNING =
      """
      SELECT id FROM job
       WHERE account = $1 AND region = $2 AND type = ANY($3::text[]) AND finished_at IS NULL
         AND subject = ANY($4::text[])""";

  private final Postgres postgres;
  private final JobTypeRegistry types;
  private final int maxAttempts;
  private final Runnable wake;

  /**
   * @param maxAttempts claims after which a task of a new job fails it
   * @param wake tells the local worker that a task is due; a lost call costs one poll interval
   */
  public JobStore(Postgres postgres, JobTypeRegistry types, int maxAttempts, Runnable wake) {
    this.postgres = postgres;
    this.types = types;
    this.maxAttempts = maxAttempts;
    this.wake = wake;
  }

  /** Inserts the job and its tasks. Call {@link #wake} once the transaction has committed. */
  public Future<Job> create(Transaction tx, NewJob job) {
    Tuple values =
        Tuple.of(job.id().value(), job.account(), job.region(), job.type(), job.container())
            .addValue(job.subject().orElse(null))
            .addValue(job.spec())
            .addValue(types.word(job.type(), Phase.CREATED))
            .addValue(JobRows.pieces(job.pieces()))
            .addValue(maxAttempts);
    SqlConnection connection = tx.connection();
    return connection
        .preparedQuery(CREATE)
        .execute(values)
        .compose(made -> connection.preparedQuery(FIND).execute(key(job)))
        .map(rows -> JobRows.job(rows.iterator().next()));
  }

  public Future<Optional<Job>> find(
      String account, String region, String type, String container, JobId id) {
    return postgres
        .requests()
        .preparedQuery(FIND)
        .execute(Tuple.of(id.value(), account, region, type, container))
        .map(rows -> first(rows).map(JobRows::job));
  }

  /** Those of the jobs that there are, in no order, whosever they be. */
  public Future<List<Job>> findAll(List<JobId> ids) {
    return findAll(postgres.requests(), ids);
  }

  /** The same, as the transaction sees them. */
  public Future<List<Job>> findAll(Transaction tx, List<JobId> ids) {
    return findAll(tx.connection(), ids);
  }

  /** Newest first. Jobs that are created meanwhile never shift a page. */
  public Future<List<Job>> list(JobQuery query) {
    Tuple values =
        Tuple.of(query.account(), query.region(), query.type(), query.container())
            .addValue(query.after().map(JobId::value).orElse(null))
            .addValue(query.limit());
    query.subject().ifPresent(values::addValue);
    return postgres
        .requests()
        .preparedQuery(query.subject().isPresent() ? LIST_BY_SUBJECT : LIST)
        .execute(values)
        .map(rows -> rows.stream().map(JobRows::job).toList());
  }

  /**
   * Asks an unfinished job to stop. Its running tasks learn of it by their next heartbeat or write.
   *
   * @return whether it will end as CANCELLED; false when there is no such job, when it ended, when
   *     it is failing, or when it can no longer be undone
   */
  public Future<Boolean> requestCancel(JobId id) {
    return postgres
        .transact(
            tx ->
                lock(tx, id)
                    .compose(
                        found ->
                            found
                                .map(job -> cancel(tx, id, job))
                                .orElse(Future.succeededFuture(false))))
        .onSuccess(asked -> wake.run());
  }

  /** The words that users saw, in their order. */
  public Future<List<JobEvent>> events(JobId id) {
    return postgres
        .requests()
        .preparedQuery(EVENTS)
        .execute(Tuple.of(id.value()))
        .map(rows -> rows.stream().map(JobStore::event).toList());
  }

  /** Unfinished jobs by type and state, for whoever watches the queue. */
  public Future<List<JobCount>> unfinished() {
    return postgres
        .requests()
        .preparedQuery(UNFINISHED)
        .execute()
        .map(rows -> rows.stream().map(JobStore::count).toList());
  }

  /** How many of an account's jobs of these types have not ended: in all, or of one subject. */
  public Future<Long> unfinished(
      Transaction tx, String account, String region, Optional<String> subject, String... of) {
    return tx.connection()
        .preparedQuery(UNFINISHED_OF)
        .execute(Tuple.of(account, region, of, subject.orElse(null)))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Those of an account's jobs of these types and subjects that have not ended. */
  public Future<List<JobId>> running(
      Transaction tx, String account, String region, List<String> subjects, String... of) {
    return tx.connection()
        .preparedQuery(RUNNING)
        .execute(Tuple.of(account, region, of, subjects.toArray(String[]::new)))
        .map(rows -> rows.stream().map(row -> new JobId(row.getUUID("id"))).toList());
  }

  /** Whether nothing may go from S3 because a copy of this database may be at work, too. */
  public Future<Boolean> isHeldCopy() {
    return postgres
        .work()
        .query("SELECT " + RestoredDatabaseHold.IS_ONE)
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** Has the local worker look for due tasks at once. */
  public void wake() {
    wake.run();
  }

  private static Future<List<Job>> findAll(SqlClient client, List<JobId> ids) {
    return client
        .preparedQuery(FIND_ALL)
        .execute(Tuple.tuple().addValue(ids.stream().map(JobId::value).toArray(UUID[]::new)))
        .map(rows -> rows.stream().map(JobRows::job).toList());
  }

  private static Future<Optional<Row>> lock(Transaction tx, JobId id) {
    return tx.connection().preparedQuery(LOCK).execute(Tuple.of(id.value())).map(JobStore::first);
  }

  private Future<Boolean> cancel(Transaction tx, JobId id, Row job) {
    if (Phase.valueOf(job.getString("phase")) == Phase.CANCELLING) {
      return Future.succeededFuture(true);
    }
    String word = types.word(job.getString("type"), Phase.CANCELLING);
    return tx.connection()
        .preparedQuery(CANCEL)
        .execute(Tuple.of(id.value(), word))
        .compose(
            asked ->
                asked.size() == 0
                    ? Future.succeededFuture(false)
                    : RollbackStore.queue(tx, id).map(true));
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }

  private static Tuple key(NewJob job) {
    return Tuple.of(job.id().value(), job.account(), job.region(), job.type(), job.container());
  }

  private static JobEvent event(Row row) {
    return new JobEvent(row.getString("word"), JobRows.instant(row, "at").orElseThrow());
  }

  private static JobCount count(Row row) {
    return new JobCount(
        row.getString("type"), JobState.valueOf(row.getString("state")), row.getLong("jobs"));
  }
}
