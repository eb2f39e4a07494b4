package io.longshore.service.pinpoint.job.increment;

import io.longshore.engine.store.ExportBaseStore.Recording;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Reads the horizon of transactions, and makes apps record deletions. */
final class IncrementStore {

  private static final String RECORD =
      """
      update pinpoint_app set records_deletions = true where id = $1 and not records_deletions""";

  // A deletion locks the app's row first, which gives its transaction a number. Those that locked
  // it
  // before RECORD was committed have numbers below this one; all others see what RECORD has set.
  private static final String RECORDED_FROM =
      """
      update pinpoint_app set recorded_from = pg_snapshot_xmax(pg_current_snapshot())
       where id = $1 and records_deletions
         and (recorded_from is null or recorded_from > pg_snapshot_xmax(pg_current_snapshot()))""";

  private static final String MOMENT =
      """
      select pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
             pg_snapshot_xmax(pg_current_snapshot())::text as next,
             (select system_identifier::text from pg_control_system()) || '.'
               || (select timeline_id::text from pg_control_checkpoint()) as database,
             exists (select 1 from pg_extension where extname = 'citus') as distributed,
             clock_timestamp() as at, coalesce(endpoints, id) as container,
             recorded_from::text as recorded_from
        from pinpoint_app where id = $1""";

  private static final String FORGET =
      """
      -- all buckets: it deletes by age
      delete from pinpoint_deletion
       where deleted_at < now() - $1::bigint * interval '1 millisecond' and container <> all($2)""";

  private final Postgres postgres;

  IncrementStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Makes the app record deletions from now on. Not in a transaction: each statement commits. */
  Future<Void> record(String app) {
    return postgres
        .request(RECORD, Tuple.of(app))
        .compose(recorded -> postgres.request(RECORDED_FROM, Tuple.of(app)))
        .mapEmpty();
  }

  /** The present moment for an app that exists. */
  static Future<ChangeMoment> moment(
      Transaction tx, String app, Recording recording, String rules) {
    return tx.execute(MOMENT, Tuple.of(app))
        .map(rows -> moment(rows.iterator().next(), recording, rules));
  }

  private static ChangeMoment moment(Row row, Recording recording, String rules) {
    if (row.getBoolean("distributed")) {
      throw PinpointError.BAD_REQUEST.because(
          "Incremental exports of endpoints need a PostgreSQL that is not distributed by Citus: use a"
              + " role without since");
    }
    String from = row.getString("recorded_from");
    return new ChangeMoment(
        Long.parseLong(row.getString("horizon")),
        Long.parseLong(row.getString("next")),
        row.getString("database"),
        row.getString("container"),
        from == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(from)),
        recording,
        rules,
        SqlRows.instant(row, "at"));
  }

  /** Forgets deletions of that age, except those of some apps, and returns how many. */
  Future<Integer> forget(Duration age, List<String> except) {
    return postgres
        .work(FORGET, Tuple.of(age.toMillis()).addValue(except.toArray(String[]::new)))
        .map(deleted -> deleted.rowCount());
  }
}
