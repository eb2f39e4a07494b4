package io.longshore.service.personalize.deletion;

import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The hidden records of deleted users, and the jobs that may still read them. */
public final class UserPurgeStore {

  /**
   * Named one by one: {@code select *} fails once on each connection when a newer version has added
   * a column.
   */
  private static final String COLUMNS =
      """
      job, account, region, group_uid, loads, seq, datasets, arns, waits, removal""";

  private static final int ROWS_A_STATEMENT = 5000;

  private static final String DUE =
      """
      select %s from personalize_deletion order by seq limit $1"""
          .formatted(COLUMNS);

  private static final String WAIT =
      """
      update personalize_deletion set waits = $2 where job = $1 and waits is null""";

  private static final String BEGIN =
      """
      update personalize_deletion set removal = $2
       where job = $1 and removal is not distinct from $3""";

  private static final String RECORDS =
      """
      with packed as (
        delete from personalize_packed where container = $1 and bucket = $2 and exists (
          select 1 from personalize_deleted_user
           where container = $3 and bucket = $2 and load = any($4)))
      delete from personalize_record where container = $1 and bucket = $2 and id in (
        select theirs.id
          from (select distinct split_part(id, chr(1), 1) as user_id
                  from personalize_deleted_user
                 where container = $3 and bucket = $2 and load = any($4)) u,
               lateral (
                 select r.id from personalize_record r
                  where r.container = $1 and r.bucket = $2
                    and r.id > u.user_id || chr(1) and r.id < u.user_id || chr(2)
                    and r.seq <= $5
                  limit $6) theirs
         limit $6)""";

  private static final String USERS =
      """
      select distinct split_part(id, chr(1), 1) as user_id from personalize_deleted_user
       where container = $1 and bucket = $2 and load = any($3)""";

  private static final String SESSIONS =
      """
      -- all buckets: a session has that of its own id, not its user's
      delete from personalize_session where container = $1 and user_id = any($2)""";

  private static final String END =
      """
      delete from personalize_deletion where job = $1""";

  /**
   * A deletion whose records are not purged.
   *
   * @param waits the jobs that may read the records; empty before they were looked up
   * @param removal the purge job, when it has been created
   */
  record Due(
      String deletion,
      String account,
      String region,
      String groupUid,
      List<UUID> loads,
      long seq,
      List<String> datasets,
      List<String> arns,
      Optional<List<JobId>> waits,
      Optional<JobId> removal) {}

  private final Postgres postgres;

  public UserPurgeStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Oldest first. */
  Future<List<Due>> due(int most) {
    return postgres
        .work(DUE, Tuple.of(most))
        .map(rows -> rows.stream().map(UserPurgeStore::due).toList());
  }

  /** Stores the jobs that may read the records, once. */
  Future<Void> letWait(Transaction tx, Due due, List<JobId> jobs) {
    UUID[] ids = jobs.stream().map(JobId::value).toArray(UUID[]::new);
    return tx.execute(WAIT, Tuple.of(due.deletion()).addValue(ids)).mapEmpty();
  }

  /** Stores the purge job; false when another was stored before. */
  Future<Boolean> begin(Transaction tx, Due due, JobId removal) {
    UUID before = due.removal().map(JobId::value).orElse(null);
    return tx.execute(BEGIN, Tuple.of(due.deletion(), removal.value(), before))
        .map(done -> done.rowCount() == 1);
  }

  /** Removes some records of a hash bucket; 0 when none is left. */
  public Future<Integer> records(
      String deletion, List<UUID> loads, long seq, String dataset, int bucket) {
    return postgres
        .work(
            RECORDS,
            Tuple.of(dataset, (short) bucket, deletion)
                .addValue(loads.toArray(UUID[]::new))
                .addValue(seq)
                .addValue(ROWS_A_STATEMENT))
        .map(removed -> removed.rowCount());
  }

  /** The deleted users of a hash bucket. */
  Future<List<String>> users(String deletion, List<UUID> loads, int bucket) {
    return postgres
        .work(USERS, Tuple.of(deletion, (short) bucket, loads.toArray(UUID[]::new)))
        .map(rows -> rows.stream().map(row -> row.getString("user_id")).toList());
  }

  /** Removes the users of these users' sessions. */
  Future<Void> sessions(String dataset, List<String> users) {
    return postgres
        .work(SESSIONS, Tuple.of(dataset).addValue(users.toArray(String[]::new)))
        .mapEmpty();
  }

  /** Removes the deletion. */
  Future<Void> end(String deletion) {
    return postgres.work(END, Tuple.of(deletion)).mapEmpty();
  }

  private static Due due(Row row) {
    return new Due(
        row.getString("job"),
        row.getString("account"),
        row.getString("region"),
        row.getString("group_uid"),
        List.of(row.getArrayOfUUIDs("loads")),
        row.getLong("seq"),
        List.of(row.getArrayOfStrings("datasets")),
        List.of(row.getArrayOfStrings("arns")),
        Optional.ofNullable(row.getArrayOfUUIDs("waits"))
            .map(ids -> Stream.of(ids).map(JobId::new).toList()),
        Optional.ofNullable(row.getUUID("removal")).map(JobId::new));
  }
}
