package io.longshore.engine.transition;

import io.longshore.engine.JobTypeRegistry;
import io.longshore.engine.store.JobRows;
import io.longshore.job.NewJob;
import io.longshore.job.Phase;
import io.longshore.store.Transaction;
import io.longshore.trace.ActiveSpan;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;

/** Inserts jobs with their tasks, and the span of the call that creates them. */
public final class JobCreationStore {

  @Performs(
      job = JobTransition.CREATE,
      task = {TaskTransition.CREATE, TaskTransition.CREATE_COMMIT})
  private static final String CREATE =
      """
      WITH made AS (
        INSERT INTO job (id, account, region, type, container, subject, spec, word, pieces, held,
                         traceparent)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, json_array_length($9::json),
               EXISTS (SELECT 1 FROM restored_copy), $11
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

  private final JobTypeRegistry types;
  private final int maxAttempts;

  /**
   * @param maxAttempts the claims of a task before its failure fails the job
   */
  public JobCreationStore(JobTypeRegistry types, int maxAttempts) {
    this.types = types;
    this.maxAttempts = maxAttempts;
  }

  public Future<Void> create(Transaction tx, NewJob job) {
    Tuple values =
        Tuple.of(job.id().value(), job.account(), job.region(), job.type(), job.container())
            .addValue(job.subject().orElse(null))
            .addValue(job.spec())
            .addValue(types.word(job.type(), Phase.CREATED))
            .addValue(JobRows.pieces(job.pieces()))
            .addValue(maxAttempts)
            .addValue(ActiveSpan.current().traceparent().orElse(null));
    return tx.connection().preparedQuery(CREATE).execute(values).mapEmpty();
  }
}
