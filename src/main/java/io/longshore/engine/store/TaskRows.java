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
import java.util.List;
import java.util.UUID;

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

  /**
   * The same fence in a statement for several tasks: {@code e} is a row of {@link #FENCES}. The
   * conditions that are always true let the planner expect one row, and IS TRUE keeps it from the
   * index of running tasks, so that each task is found by its key, however large the table was when
   * the statement was planned.
   */
  public static final String EACH_LIVE =
      """
      (t.job = e.job AND t.seq = e.seq AND t.epoch = e.epoch AND t.lease_id = e.lease
               AND e.epoch > 0 AND e.seq >= -1
               AND t.state = 'RUNNING' IS TRUE AND t.lease_until > clock_timestamp())""";

  /**
   * The leases of a statement for several tasks, as arrays; see {@link #fences}. A statement adds
   * its own arrays, and names the columns of all. They are in sub-selects so that the plan does not
   * depend on their length, and is made once.
   */
  public static final String FENCES =
      """
      (SELECT $1::uuid[]), (SELECT $2::integer[]), (SELECT $3::bigint[]), (SELECT $4::uuid[])""";

  /** True if the job is not ending. Reads without a lock: the rollback deletes late results. */
  public static final String WANTED =
      """
      EXISTS (SELECT 1 FROM job w
                      WHERE w.id = $1 AND w.phase NOT IN ('FAILING', 'CANCELLING'))""";

  /** The same in a statement for several tasks. OFFSET 0 keeps it from becoming a join. */
  public static final String EACH_WANTED =
      """
      EXISTS (SELECT 1 FROM job w
                      WHERE w.id = e.job AND w.phase NOT IN ('FAILING', 'CANCELLING') OFFSET 0)""";

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

  /** The parameters of {@link #FENCES}; a statement adds its own from $5 on. */
  public static Tuple fences(List<Lease> leases) {
    return Tuple.tuple()
        .addValue(leases.stream().map(lease -> lease.job().value()).toArray(UUID[]::new))
        .addValue(leases.stream().map(Lease::seq).toArray(Integer[]::new))
        .addValue(leases.stream().map(Lease::epoch).toArray(Long[]::new))
        .addValue(leases.stream().map(Lease::id).toArray(UUID[]::new));
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
    return new ClaimedTask(task, phase(row), row.getInteger("outages"), clean, true);
  }
}
