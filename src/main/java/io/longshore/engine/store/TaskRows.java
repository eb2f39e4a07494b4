package io.longshore.engine.store;

import io.longshore.engine.lease.ClaimedTask;
import io.longshore.engine.output.OutputState;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.Lease;
import io.longshore.job.Phase;
import io.longshore.job.Task;
import io.longshore.job.TaskKind;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/** Maps rows of the table {@code task} to records, and defines the fence of its writes. */
public final class TaskRows {

  /**
   * The fence: true for the row of the task if this lease is still held. It uses the first four
   * parameters of a statement; see {@link #fence}.
   */
  public static final String LIVE =
      """
      (t.job = $1 AND t.seq = $2 AND t.epoch = $3 AND t.lease_id = $4
               AND t.state = 'RUNNING' AND t.lease_until > clock_timestamp())""";

  /** True if the job is not ending. Reads without a lock: the rollback deletes late results. */
  public static final String WANTED =
      """
      EXISTS (SELECT 1 FROM job w
                      WHERE w.id = $1 AND w.phase NOT IN ('FAILING', 'CANCELLING'))""";

  /**
   * The columns that {@link #claim} reads. They are named one by one because a prepared statement
   * that returns all columns fails after a newer version has added one.
   */
  public static final String CLAIMED =
      """
      t.job, t.seq, t.epoch, t.lease_id, t.kind, t.spec, t.role_arn, t.bucket, t.key,
                t.content_type, t.kms_key_arn, t.attempts, t.max_attempts, t.out_state, t.outages""";

  /** The bytes of a task's object: sealed, or written until now by the attempt that runs. */
  public static final String BYTES =
      "coalesce(t.size, CASE WHEN t.state = 'RUNNING' THEN t.sent END)";

  private TaskRows() {}

  /** The parameters of {@link #LIVE}; a statement adds its own from $5 on. */
  public static Tuple fence(Lease lease) {
    return Tuple.of(lease.job().value(), lease.seq(), lease.epoch(), lease.id());
  }

  public static Lease lease(Row row) {
    return new Lease(
        job(row), row.getInteger("seq"), row.getLong("epoch"), row.getUUID("lease_id"));
  }

  public static TaskKind kind(Row row) {
    return TaskKind.valueOf(row.getString("kind"));
  }

  public static Phase phase(Row row) {
    return Phase.valueOf(row.getString("phase"));
  }

  public static JobId job(Row row) {
    return new JobId(row.getUUID("job"));
  }

  public static ClaimedTask claim(Row row, Job job) {
    Task task =
        new Task(
            lease(row),
            kind(row),
            job,
            JobRows.piece(row),
            row.getInteger("attempts"),
            row.getInteger("max_attempts"));
    // A piece with several objects has a row for each, which has to be read.
    boolean clean =
        OutputState.valueOf(row.getString("out_state")).isClean()
            && (row.getString("key") != null || row.getLong("epoch") == 1);
    return new ClaimedTask(task, phase(row), row.getInteger("outages"), clean);
  }
}
