package io.longshore.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Has the planner know what a load brought before the next statement reads it: autovacuum may come
 * a minute later, or never, and until then a join of some thousand rows may take minutes. As
 * autovacuum does it, only where enough of a table is new; whoever finds a table being analysed
 * leaves it alone.
 */
public final class Statistics {

  private static final Pattern TABLE = Pattern.compile("(?i)\\s*copy\\s+(\\w+).*", Pattern.DOTALL);

  /** A tenth, as autovacuum's defaults have it; of tables that are quickly analysed, less. */
  private static final String STALE =
      """
      select relname from pg_class
       where oid = any(%s::regclass[]::oid[])
         and %s > least(50 + 0.1 * greatest(reltuples, 0),
                        case when reltuples < 5000000 then 500 end)""";

  private Statistics() {}

  /**
   * In the transaction that filled the tables, which sees its own rows.
   *
   * @param rows about how many it brought
   */
  public static Future<Void> renew(Transaction tx, List<String> tables, long rows) {
    return tx.connection()
        .preparedQuery(STALE.formatted("$1::text[]", "$2::bigint"))
        .execute(Tuple.of(tables.toArray(String[]::new), rows))
        .compose(
            stale ->
                stale.size() == 0
                    ? Future.succeededFuture()
                    : tx.connection()
                        .query(
                            analyze(stale.stream().map(row -> row.getString("relname")).toList()))
                        .execute()
                        .mapEmpty());
  }

  /**
   * The same for what a COPY has brought, as one statement.
   *
   * @param copy the statement, which names the table first
   */
  static String renewal(String copy, long rows) {
    Matcher table = TABLE.matcher(copy);
    if (!table.matches()) {
      throw new IllegalArgumentException("Not a COPY into a table: " + copy);
    }
    String name = table.group(1);
    return ("do $$ begin perform from (%s) stale; if found then %s; end if;"
            + " exception when others then null; end $$") // the rows are there all the same
        .formatted(
            STALE.formatted("array['" + name + "']", Long.toString(rows)), analyze(List.of(name)));
  }

  private static String analyze(List<String> tables) {
    return "analyze (skip_locked) " + String.join(", ", tables);
  }
}
