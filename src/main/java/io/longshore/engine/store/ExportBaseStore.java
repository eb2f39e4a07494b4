package io.longshore.engine.store;

import io.longshore.job.Job;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** Finds what an incremental export is based on. */
public final class ExportBaseStore {

  private static final String NEWEST =
      JobRows.JOB
          + """
          WHERE j.id = (
            SELECT b.id FROM job b
             WHERE b.account = $1 AND b.region = $2 AND b.type = $3 AND b.container = $4
               AND b.state = 'SUCCEEDED' AND b.spec::jsonb @> $5 %s
             ORDER BY b.created_at DESC, b.id DESC LIMIT 1)""";

  // Two statements, because a statement for both would not use the subject's index.
  private static final String NEWEST_OF_ALL = NEWEST.formatted("");
  private static final String NEWEST_OF_SUBJECT = NEWEST.formatted("AND b.subject = $6");

  private static final String RECORDING =
      """
      SELECT NOT EXISTS (SELECT FROM worker WHERE unrecorded IS NOT NULL) AS complete,
             CASE WHEN is_called THEN last_value ELSE 0 END AS reports
        FROM unrecorded_report""";

  private static final String UNFINISHED =
      "SELECT DISTINCT container FROM job WHERE type = $1 AND finished_at IS NULL";

  private ExportBaseStore() {}

  /**
   * The newest successful job of the query, whose spec has all of these members with these values.
   *
   * @param query its page does not matter
   */
  public static Future<Optional<Job>> newest(Transaction tx, JobQuery query, JsonObject spec) {
    Tuple values = values(query).addValue(spec);
    query.subject().ifPresent(values::addValue);
    return tx.execute(query.subject().isPresent() ? NEWEST_OF_SUBJECT : NEWEST_OF_ALL, values)
        .map(ExportBaseStore::first);
  }

  /**
   * Whether deletions are recorded.
   *
   * @param complete whether no worker is there whose replica does not record them
   * @param reports grows with each report of such a worker
   */
  public record Recording(boolean complete, long reports) {}

  /** Whether all replicas record deletions now, and what changes if one does not. */
  public static Future<Recording> recording(Transaction tx) {
    return tx.execute(RECORDING)
        .map(rows -> rows.iterator().next())
        .map(row -> new Recording(row.getBoolean("complete"), row.getLong("reports")));
  }

  /** The containers of unfinished jobs of the type. */
  public static Future<List<String>> unfinished(Postgres postgres, String type) {
    return postgres
        .work(UNFINISHED, Tuple.of(type))
        .map(rows -> rows.stream().map(row -> row.getString("container")).toList());
  }

  private static Tuple values(JobQuery query) {
    return Tuple.of(query.account(), query.region(), query.type(), query.container());
  }

  private static Optional<Job> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(JobRows.job(rows.iterator().next()));
  }
}
