package io.longshore.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Updates the planner's statistics after a load. Without it a join of some thousand new rows may
 * take minutes, until autovacuum runs. Like autovacuum, it analyses a table only if enough of its
 * rows are new.
 */
public final class Statistics {

  private static final Pattern TABLE = Pattern.compile("(?i)\\s*copy\\s+(\\w+).*", Pattern.DOTALL);

  /** A tenth of the rows, as in autovacuum's defaults; fewer of a table that is small. */
  private static final String STALE =
      """
      select relname from pg_class
       where oid = any(%s::regclass[]::oid[])
         and %s > least(50 + 0.1 * greatest(reltuples, 0),
                        case when reltuples < 5000000 then 500 end)""";

  /**
   * Whether the transaction wrote to the table. Citus counts rows where the shards are, so there
   * the answer is yes.
   */
  private static final String WRITTEN =
      """
       and (pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid) > 0
            or current_setting('track_counts') = 'off'
            or exists (select from pg_extension where extname = 'citus'))""";

  /** In milliseconds. */
  private static final int LONGEST_WAIT = 5_000;

  private Statistics() {}

  /**
   * Analyses tables in the transaction that filled them. Skips those that another process is
   * analysing or vacuuming, since a transaction that waited for it could keep others waiting.
   *
   * @param rows an estimate of the number of new rows
   */
  public static Future<Void> update(Transaction tx, List<String> tables, long rows) {
    return update(tx, tables, rows, "");
  }

  /**
   * Like {@link #update(Transaction, List, long)}, except for tables to which the transaction has
   * not written: their rows came by a load, whose end has analysed them.
   */
  public static Future<Void> updateWritten(Transaction tx, List<String> tables, long rows) {
    return update(tx, tables, rows, WRITTEN);
  }

  private static Future<Void> update(
      Transaction tx, List<String> tables, long rows, String condition) {
    return tx.connection()
        .preparedQuery(STALE.formatted("$1::text[]", "$2::bigint") + condition)
        .execute(Tuple.of(tables.toArray(String[]::new), rows))
        .compose(
            stale ->
                stale.size() == 0
                    ? Future.succeededFuture()
                    : tx.connection()
                        .query(
                            "analyze (skip_locked) "
                                + String.join(
                                    ", ",
                                    stale.stream().map(row -> row.getString("relname")).toList()))
                        .execute()
                        .mapEmpty());
  }

  /**
   * One statement that analyses the table of a COPY statement, in a transaction of its own. It
   * waits for others that analyse the table. Autovacuum ends for one that waits, after a second.
   *
   * @param rows the number of new rows
   */
  static String updateAfter(String copy, long rows) {
    Matcher table = TABLE.matcher(copy);
    if (!table.matches()) {
      throw new IllegalArgumentException("Not a COPY into a table: " + copy);
    }
    String name = table.group(1);
    return ("do $$ begin perform from (%s) stale; if found then"
            + " perform set_config('lock_timeout', '%d', true); analyze %s; end if;"
            + " exception when others then null; end $$") // the rows are stored already
        .formatted(
            STALE.formatted("array['" + name + "']", Long.toString(rows)), LONGEST_WAIT, name);
  }
}
