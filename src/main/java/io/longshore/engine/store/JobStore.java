package io.longshore.engine.store;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.transition.JobCancelStore;
import io.longshore.engine.transition.JobCreationStore;
import io.longshore.engine.worker.RestoredDatabaseHold;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.JobType;
import io.longshore.job.NewJob;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Creates, finds, lists and cancels jobs for the services. */
public final class JobStore {

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

  // Two statements, because a statement for both would not use the subject's index.
  private static final String LIST = PAGE.formatted("");
  private static final String LIST_BY_SUBJECT = PAGE.formatted("AND j.subject = $7");

  private static final String EVENTS =
      "SELECT word, at FROM job_event WHERE job = $1 AND kind = 'STATUS' ORDER BY seq";

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
  private final JobCreationStore creations;
  private final JobCancelStore cancels;
  private final Runnable wake;

  /**
   * @param maxAttempts the claims of a task before its failure fails the job
   * @param wake notifies the local worker that a task is due; a lost call costs one poll interval
   */
  public JobStore(Postgres postgres, JobTypeRegistry types, int maxAttempts, Runnable wake) {
    this.postgres = postgres;
    this.types = types;
    this.creations = new JobCreationStore(types, maxAttempts);
    this.cancels = new JobCancelStore(postgres, types);
    this.wake = wake;
  }

  /** The job type of that name; empty if this process does not know it. */
  public Optional<JobType> type(String name) {
    return types.find(name);
  }

  /** The names of the job types of this process, sorted. */
  public List<String> types() {
    return List.of(types.names());
  }

  /** Inserts the job and its tasks. Call {@link #wake} once the transaction has committed. */
  public Future<Job> create(Transaction tx, NewJob job) {
    return creations
        .create(tx, job)
        .compose(created -> tx.connection().preparedQuery(FIND).execute(key(job)))
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

  /** Finds jobs of any account, in no order. Ids without a job are left out. */
  public Future<List<Job>> findAll(List<JobId> ids) {
    return findAll(postgres.requests(), ids);
  }

  /** Like {@link #findAll(List)}, within a transaction. */
  public Future<List<Job>> findAll(Transaction tx, List<JobId> ids) {
    return findAll(tx.connection(), ids);
  }

  /** Lists jobs, newest first. Jobs that are created meanwhile never shift a page. */
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
   * Requests that an unfinished job be cancelled. Its running tasks notice it at their next
   * heartbeat or write.
   *
   * @return whether the job will end as CANCELLED; false if it does not exist, has ended, is
   *     failing, or can no longer be rolled back
   */
  public Future<Boolean> requestCancel(JobId id) {
    return cancels.request(id).onSuccess(requested -> wake.run());
  }

  /** The statuses that users saw, in their order. */
  public Future<List<JobEvent>> events(JobId id) {
    return postgres
        .requests()
        .preparedQuery(EVENTS)
        .execute(Tuple.of(id.value()))
        .map(rows -> rows.stream().map(JobStore::event).toList());
  }

  /** Counts the unfinished jobs of all accounts by type and state. */
  public Future<List<JobCount>> unfinished() {
    return postgres
        .requests()
        .preparedQuery(UNFINISHED)
        .execute()
        .map(rows -> rows.stream().map(JobStore::count).toList());
  }

  /** Counts an account's unfinished jobs of these types, of all subjects or of one. */
  public Future<Long> unfinished(
      Transaction tx, String account, String region, Optional<String> subject, String... jobTypes) {
    return tx.connection()
        .preparedQuery(UNFINISHED_OF)
        .execute(Tuple.of(account, region, jobTypes, subject.orElse(null)))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Finds an account's unfinished jobs of these types and subjects. */
  public Future<List<JobId>> running(
      Transaction tx, String account, String region, List<String> subjects, String... jobTypes) {
    return tx.connection()
        .preparedQuery(RUNNING)
        .execute(Tuple.of(account, region, jobTypes, subjects.toArray(String[]::new)))
        .map(rows -> rows.stream().map(row -> new JobId(row.getUUID("id"))).toList());
  }

  /** Whether nothing may be deleted from S3 because the original of this copy may be in use. */
  public Future<Boolean> isHeldCopy() {
    return postgres
        .work()
        .query("SELECT " + RestoredDatabaseHold.IS_ONE)
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** Notifies the local worker that a task is due. */
  public void wake() {
    wake.run();
  }

  private static Future<List<Job>> findAll(SqlClient client, List<JobId> ids) {
    return client
        .preparedQuery(FIND_ALL)
        .execute(Tuple.tuple().addValue(ids.stream().map(JobId::value).toArray(UUID[]::new)))
        .map(rows -> rows.stream().map(JobRows::job).toList());
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
