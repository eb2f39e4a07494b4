package io.longshore.operator.test;

import io.longshore.async.AsyncLoop;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Shifts the dates of an account's rows, and finds its unfinished jobs. */
final class AccountRowStore {

  private static final String BY_ACCOUNT = "x.account = $1";
  private static final String OF_JOB = "x.job IN (SELECT id FROM job WHERE account = $1)";
  private static final String OF_APP = "x.app IN (SELECT id FROM pinpoint_app WHERE account = $1)";
  private static final String OF_SET =
      "x.data_set IN (SELECT id FROM dataexchange_data_set WHERE account = $1)";

  /** The dates that users see or that maintenance goes by; those of leases are not among them. */
  private static final List<String> SHIFTS =
      List.of(
          shift("job", BY_ACCOUNT, "created_at", "changed_at", "finished_at"),
          shift("job_event", OF_JOB, "at", "since"),
          shift("task", OF_JOB + " AND x.state <> 'RUNNING'", "ended_at", "stray_since"),
          shift("pinpoint_app", BY_ACCOUNT, "created_at"),
          shift("pinpoint_segment", OF_APP, "created_at", "modified_at"),
          shift("personalize_resource", BY_ACCOUNT, "created_at", "changed_at"),
          shift("dataexchange_data_set", BY_ACCOUNT, "created_at", "updated_at"),
          shift("dataexchange_revision", OF_SET, "created_at", "updated_at", "revoked_at"),
          shift(
              "dataexchange_data_grant",
              BY_ACCOUNT,
              "created_at",
              "updated_at",
              "ends_at",
              "accepted_at"),
          shift(
              "dataexchange_job",
              BY_ACCOUNT,
              "created_at",
              "updated_at",
              "started_at",
              "cancelled_at",
              "timed_out_at",
              "settled_at",
              "refused_at"),
          shift("dataexchange_event_action", BY_ACCOUNT, "created_at", "updated_at"),
          shift("dataexchange_notification", BY_ACCOUNT, "sent_at"),
          shift("cleanroomsml_resource", BY_ACCOUNT, "created_at", "changed_at"),
          shift("cleanroomsml_export", BY_ACCOUNT, "created_at"),
          shift("file_upload", BY_ACCOUNT, "created_at", "touched_at"),
          shift("access_key", BY_ACCOUNT, "created_at", "expires_at", "last_used_at"));

  private static final String UNFINISHED =
      """
      SELECT j.id FROM job j
       WHERE j.account = $1 AND j.finished_at IS NULL
         AND ($2::text[] IS NULL OR split_part(j.type, '.', 1) = ANY($2))""";

  private final Postgres postgres;

  AccountRowStore(Postgres postgres) {
    this.postgres = postgres;
  }

  private static String shift(String table, String which, String... columns) {
    StringBuilder set = new StringBuilder();
    for (String column : columns) {
      set.append(set.isEmpty() ? "" : ", ").append(column).append(" = x.").append(column);
      set.append(" - $2::bigint * interval '1 second'");
    }
    return "UPDATE " + table + " x SET " + set + " WHERE " + which;
  }

  /** Shifts all dates into the past, in one transaction; returns the number of rows. */
  Future<Long> age(String account, long seconds) {
    return postgres.transact(tx -> age(tx, account, seconds));
  }

  private static Future<Long> age(Transaction tx, String account, long seconds) {
    AtomicLong rows = new AtomicLong();
    return AsyncLoop.forEach(
            SHIFTS,
            sql ->
                tx.execute(sql, Tuple.of(account, seconds))
                    .onSuccess(done -> rows.addAndGet(done.rowCount())))
        .map(done -> rows.get());
  }

  /**
   * The unfinished jobs of an account.
   *
   * @param services only those of these services; null for all
   */
  Future<List<JobId>> unfinished(String account, String[] services) {
    return postgres
        .request(UNFINISHED, Tuple.of(account).addValue(services))
        .map(rows -> rows.stream().map(row -> new JobId(row.getUUID("id"))).toList());
  }
}
