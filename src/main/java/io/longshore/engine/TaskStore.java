package io.longshore.engine;

import io.longshore.job.JobId;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** How tasks end, and what that means for their job. */
final class TaskStore {

  // Runs after the job is locked and its queued tasks are dropped, so that no task starts between
  // the look and the move.
  private static final String QUEUE_CLEAN_UP =
      """
      UPDATE task t SET state = 'QUEUED', attempts = 0, run_at = clock_timestamp()
        FROM job j
       WHERE j.id = $1 AND j.phase IN ('FAILING', 'CANCELLING')
         AND t.job = $1 AND t.kind = 'COMMIT' AND t.state IN ('BLOCKED', 'QUEUED')
         AND NOT EXISTS (SELECT 1 FROM task r WHERE r.job = $1 AND r.state = 'RUNNING')""";

  /** Has the COMMIT revoke what an ending job made, once none of its tasks runs. */
  static Future<Void> queueCleanUp(Transaction tx, JobId job) {
    return tx.connection().preparedQuery(QUEUE_CLEAN_UP).execute(Tuple.of(job.value())).mapEmpty();
  }
}
