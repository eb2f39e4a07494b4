package io.longshore.service.dataexchange.job;

import io.longshore.api.Principal;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.PageRows;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of jobs. */
public final class DataJobStore {

  private static final String SHOWN =
      """
      select j.id, j.account, j.region, j.type, j.data_set, j.revision, j.details, j.configuration,
             j.created_at, j.updated_at, j.started_at, j.cancelled_at, j.timed_out_at, j.refused_at,
             (select coalesce(json_agg(e.error order by e.seq), '[]')
                     from dataexchange_job_error e where e.job = j.id) as errors
        from dataexchange_job j
      """;

  private static final String INSERT =
      """
      insert into dataexchange_job (id, account, region, type, data_set, revision, details,
                                    configuration, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)""";

  private static final String LEAVE =
      """
      insert into dataexchange_leftover (object_key, due_at) values ($1, $2)
      on conflict do nothing""";

  private static final String FIND =
      SHOWN
          + """
      where j.id = $1 and j.account = $2 and j.region = $3 and j.created_at > $4""";

  private static final String LIST =
      SHOWN
          + """
      where j.account = $1 and j.region = $2 and j.created_at > $3
        and ($4::timestamptz is null or (j.created_at, j.id) < ($4, $5))
        and ($7::text is null or j.data_set = $7) and ($8::text is null or j.revision = $8)
      order by j.created_at desc, j.id desc limit $6""";

  private static final String START =
      """
      update dataexchange_job set started_at = $2, updated_at = $2
       where id = $1 and started_at is null and cancelled_at is null""";

  // Those of event actions nobody could start again, so they neither count nor are refused.
  private static final String IN_PROGRESS =
      """
      select id from dataexchange_job
       where account = $1 and region = $2 and type = $3
         and started_at is not null and settled_at is null
         and details->>'EventActionArn' is null""";

  private static final String SETTLE =
      """
      update dataexchange_job set settled_at = $2
       where id = any($1) and settled_at is null""";

  private static final String REFUSE =
      """
      update dataexchange_job
         set started_at = $2, refused_at = $2, settled_at = $2, updated_at = $2
       where id = $1 and started_at is null and cancelled_at is null""";

  private static final String CANCEL =
      """
      update dataexchange_job set cancelled_at = $2, updated_at = $2, settled_at = $2
       where id = $1 and started_at is null and cancelled_at is null""";

  private static final String SAY =
      """
      insert into dataexchange_job_error (job, error)
      select id, $2 from dataexchange_job where id = $1""";

  private static final String ADD_DETAILS =
      """
      update dataexchange_job set details = details || $2 where id = $1""";

  private final Postgres postgres;

  public DataJobStore(Postgres postgres) {
    this.postgres = postgres;
  }

  public Future<Void> insert(Transaction tx, DataJob job) {
    return tx.execute(
            INSERT,
            Tuple.of(job.id(), job.account(), job.region(), job.kind().name(), job.dataSet())
                .addValue(job.revision().orElse(null))
                .addValue(job.details())
                .addValue(job.configuration().orElse(null))
                .addValue(SqlRows.timestamp(job.createdAt())))
        .mapEmpty();
  }

  /** An object in the bucket of assets goes then, should it be there. */
  Future<Void> leave(Transaction tx, String objectKey, Instant due) {
    return tx.execute(LEAVE, Tuple.of(objectKey, SqlRows.timestamp(due))).mapEmpty();
  }

  /**
   * A job of the caller's.
   *
   * @param since older ones are forgotten
   */
  Future<Optional<DataJob>> find(Principal who, String id, Instant since) {
    return postgres
        .request(FIND, Tuple.of(id, who.account(), who.region(), SqlRows.timestamp(since)))
        .map(rows -> SqlRows.first(rows, DataJobStore::job));
  }

  /** Newest first. */
  Future<List<DataJob>> list(
      Principal who,
      Instant since,
      ListPage page,
      Optional<String> dataSet,
      Optional<String> revision) {
    return postgres
        .request(
            LIST,
            PageRows.bind(Tuple.of(who.account(), who.region(), SqlRows.timestamp(since)), page)
                .addValue(dataSet.orElse(null))
                .addValue(revision.orElse(null)))
        .map(rows -> SqlRows.all(rows, DataJobStore::job));
  }

  /** False when it does not wait. */
  Future<Boolean> start(Transaction tx, String id, Instant at) {
    return tx.execute(START, Tuple.of(id, SqlRows.timestamp(at)))
        .map(started -> started.rowCount() == 1);
  }

  /**
   * The ids of the account's jobs of that type that were started and are not known to have ended.
   */
  Future<List<String>> inProgress(Transaction tx, DataJob like) {
    return tx.execute(IN_PROGRESS, Tuple.of(like.account(), like.region(), like.kind().name()))
        .map(rows -> SqlRows.all(rows, row -> row.getString("id")));
  }

  /** Notes that they have ended. */
  Future<Void> settle(Transaction tx, List<String> ids, Instant at) {
    return tx.execute(SETTLE, Tuple.of(ids.toArray(String[]::new), SqlRows.timestamp(at)))
        .mapEmpty();
  }

  /** Ends it in that error instead of starting it; false when it does not wait. */
  Future<Boolean> refuse(Transaction tx, String id, JobError error, Instant at) {
    return tx.execute(REFUSE, Tuple.of(id, SqlRows.timestamp(at)))
        .compose(
            refused ->
                refused.rowCount() == 0
                    ? Future.succeededFuture(false)
                    : tx.execute(SAY, Tuple.of(id, error.body())).map(true));
  }

  /** False when it does not wait. */
  Future<Boolean> cancel(String id, Instant at) {
    return postgres
        .request(CANCEL, Tuple.of(id, SqlRows.timestamp(at)))
        .map(cancelled -> cancelled.rowCount() == 1);
  }

  /** Keeps why it is about to fail. */
  Future<Void> say(String id, JobError error) {
    return postgres.work(SAY, Tuple.of(id, error.body())).mapEmpty();
  }

  public Future<Void> addDetails(String id, JsonObject more) {
    return postgres.work(ADD_DETAILS, Tuple.of(id, more)).mapEmpty();
  }

  private static DataJob job(Row row) {
    JsonArray errors = row.get(JsonArray.class, "errors");
    return new DataJob(
        row.getString("id"),
        row.getString("account"),
        row.getString("region"),
        DataJobType.valueOf(row.getString("type")),
        row.getString("data_set"),
        Optional.ofNullable(row.getString("revision")),
        row.get(JsonObject.class, "details"),
        Optional.ofNullable(row.get(JsonObject.class, "configuration")),
        SqlRows.instant(row, "created_at"),
        SqlRows.instant(row, "updated_at"),
        SqlRows.optionalInstant(row, "started_at"),
        SqlRows.optionalInstant(row, "cancelled_at"),
        SqlRows.optionalInstant(row, "timed_out_at"),
        SqlRows.optionalInstant(row, "refused_at"),
        errors.stream().map(JsonObject.class::cast).map(JobError::new).toList());
  }
}
