package io.longshore.engine.history;

import io.longshore.engine.history.WaitReason.Code;
import io.longshore.job.JobId;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;

/** Finds out why jobs do not run. */
public final class WaitReasonStore {

  // One row for an unfinished job of which no task runs and one is queued.
  private static final String WAITING =
      """
      SELECT j.type, j.account, j.held, EXISTS (SELECT 1 FROM restored_copy) AS copy,
             n.run_at, n.run_at > clock_timestamp() AS later, n.outages, n.reason,
             (SELECT count(*) FROM worker w WHERE %1$s AND j.type = ANY(w.types)) AS workers,
             (SELECT coalesce(sum(w.slots), 0) FROM worker w
               WHERE %1$s AND j.type = ANY(w.types))::bigint AS slots,
             (SELECT count(*) FROM task r JOIN worker w ON w.name = r.lease_owner
               WHERE r.state = 'RUNNING' AND %1$s AND j.type = ANY(w.types)) AS busy,
             (SELECT count(*) FROM task r
               WHERE r.state = 'RUNNING' AND r.account = j.account) AS of_account,
             (SELECT count(*) FROM task r WHERE r.state = 'RUNNING' AND r.type = j.type) AS of_type,
             (SELECT string_agg(b.tasks || ' of ' || b.type, ', ' ORDER BY b.tasks DESC, b.type)
                FROM (SELECT r.type, count(*) AS tasks FROM task r WHERE r.state = 'RUNNING'
                       GROUP BY r.type ORDER BY 2 DESC LIMIT 5) b) AS busy_with
        FROM job j
       CROSS JOIN LATERAL (
             SELECT t.run_at, t.outages, t.reason FROM task t
              WHERE t.job = j.id AND t.state = 'QUEUED' ORDER BY t.run_at, t.seq LIMIT 1) n
       WHERE j.id = $1 AND j.finished_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM task r WHERE r.job = j.id AND r.state = 'RUNNING')"""
          .formatted(WorkerStore.IS_LIVE);

  private final Postgres postgres;
  private final int perAccount;
  private final int perType;

  /**
   * @param perAccount concurrent tasks of one account, 0 for no limit
   * @param perType concurrent tasks of one job type, 0 for no limit
   */
  public WaitReasonStore(Postgres postgres, int perAccount, int perType) {
    this.postgres = postgres;
    this.perAccount = perAccount;
    this.perType = perType;
  }

  /** Why a job does not run; empty if it runs, is about to, or has ended. */
  public Future<Optional<WaitReason>> of(JobId job) {
    return postgres
        .requests()
        .preparedQuery(WAITING)
        .execute(Tuple.of(job.value()))
        .map(rows -> rows.stream().findFirst().flatMap(this::reason));
  }

  private Optional<WaitReason> reason(Row row) {
    if (row.getBoolean("held")) {
      return reason(
          Code.HELD,
          row.getBoolean("copy")
              ? "The database is a restored copy, whose jobs are held: release all jobs when the original is out of use"
              : "The job is held: release it to let it run");
    }
    return row.getBoolean("later") ? Optional.of(later(row)) : due(row);
  }

  private static WaitReason later(Row row) {
    Instant next = JobHistoryStore.instant(row, "run_at").orElseThrow();
    boolean outage = row.getInteger("outages") > 0;
    String last =
        Optional.ofNullable(row.getString("reason"))
            .map(reason -> ". The last attempt ended with: " + reason)
            .orElse("");
    return new WaitReason(
        outage ? Code.OUTAGE : Code.NEXT_TRY,
        "The next attempt is due at " + next + last,
        Optional.of(next));
  }

  private Optional<WaitReason> due(Row row) {
    String type = row.getString("type");
    if (row.getLong("workers") == 0) {
      return reason(
          Code.NO_WORKER,
          "No worker that runs jobs of type " + type + " has reported in the last minute");
    }
    if (perAccount > 0 && row.getLong("of_account") >= perAccount) {
      return reason(
          Code.ACCOUNT_LIMIT,
          "Account %s runs %d tasks, as many as worker.perAccount allows"
              .formatted(row.getString("account"), row.getLong("of_account")));
    }
    if (perType > 0 && row.getLong("of_type") >= perType) {
      return reason(
          Code.TYPE_LIMIT,
          "%d tasks of type %s run, as many as worker.perType allows"
              .formatted(row.getLong("of_type"), type));
    }
    return row.getLong("busy") < row.getLong("slots")
        ? Optional.empty()
        : reason(
            Code.SLOTS_BUSY,
            "All %d slots are busy: %s"
                .formatted(row.getLong("slots"), row.getString("busy_with")));
  }

  private static Optional<WaitReason> reason(Code code, String message) {
    return Optional.of(new WaitReason(code, message, Optional.empty()));
  }
}
