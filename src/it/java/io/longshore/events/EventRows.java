package io.longshore.events;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Sql;
import io.longshore.job.JobId;
import java.util.List;

/** Rows of jobs, their history and deliveries, written and read by tests. */
public final class EventRows {

  public static final String ACCOUNT = "111122223333";

  private final DatabaseConfig database;

  public EventRows(DatabaseConfig database) {
    this.database = database;
  }

  public List<String> sql(String... statements) {
    return Sql.run(database, statements);
  }

  /** Inserts a job that has no event yet. */
  public JobId job() {
    JobId id = JobId.random();
    sql(
        """
        INSERT INTO job (id, account, region, type, container, spec, word, pieces)
        VALUES ('%s', '%s', 'us-east-1', 'pinpoint.export', 'app', '{}', 'CREATED', 1)"""
            .formatted(id.value(), ACCOUNT));
    return id;
  }

  /** The statement that writes an event of a job. */
  public static String event(JobId job, String word) {
    return "INSERT INTO job_event (job, word, phase) VALUES ('%s', '%s', 'WORKING')"
        .formatted(job.value(), word);
  }

  /** Inserts a target whose events begin now. */
  public void target(String name) {
    sql(
        "INSERT INTO event_target (name) VALUES ('%s')".formatted(name),
        "INSERT INTO event_cursor (target, position) VALUES ('%s', pg_current_snapshot()::text)"
            .formatted(name));
  }

  /** The statuses of the deliveries of a target, in the order of their events. */
  public List<String> words(String target) {
    return sql(
        """
        SELECT envelope->'detail'->>'status' FROM event_delivery WHERE target = '%s'
         ORDER BY place, seq"""
            .formatted(target));
  }
}
