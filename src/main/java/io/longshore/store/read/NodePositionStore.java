package io.longshore.store.read;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** What a node is, and whether it has the rows that were committed before a claim. */
final class NodePositionStore {

  private static final String IDENTITY =
      """
      select pg_is_in_recovery() as standby,
             exists (select 1 from pg_extension where extname = 'citus') as citus,
             current_setting('default_transaction_read_only') = 'on' as own_session""";

  private static final String SYSTEM =
      """
      select system_identifier::text as system from pg_control_system()""";

  private static final String SEEN =
      """
      select exists (select 1 from task
                      where job = $1 and seq = $2 and lease_id = $3) as seen""";

  private static final String MEMBER =
      """
      select exists (
        select 1 from run_command_on_workers(
                        'select system_identifier from pg_control_system()')
         where success and result = $1) as member""";

  private static final String READ_PRIMARY = "; exports read from the primary";

  private NodePositionStore() {}

  /** What kind of node a connection leads to. */
  enum Kind {
    STANDBY,
    CITUS
  }

  /** Fails with {@link NodeUnusable} if the connection's server must not be read from. */
  static Future<Kind> kind(SqlConnection node, Pool primary) {
    return node.preparedQuery(IDENTITY)
        .execute()
        .map(found -> found.iterator().next())
        .compose(row -> judged(row, node, primary));
  }

  private static Future<Kind> judged(Row row, SqlConnection node, Pool primary) {
    if (!row.getBoolean("own_session")) {
      return refused(
          "it does not keep the settings of a session: let database.readUrls name the server, not"
              + " a PgBouncer");
    }
    if (row.getBoolean("standby")) {
      return row.getBoolean("citus")
          ? refused("it is a standby of a node of Citus, which is not supported")
          : Future.succeededFuture(Kind.STANDBY);
    }
    if (!row.getBoolean("citus")) {
      return refused("it is not a standby: was it promoted? Correct database.readUrls");
    }
    return node.preparedQuery(SYSTEM)
        .execute()
        .map(found -> Tuple.of(found.iterator().next().getString("system")))
        .compose(system -> primary.preparedQuery(MEMBER).execute(system))
        .map(found -> found.iterator().next().getBoolean("member"))
        .compose(
            member ->
                member
                    ? Future.succeededFuture(Kind.CITUS)
                    : refused("it is not a worker node of this Citus cluster"));
  }

  private static Future<Kind> refused(String why) {
    return Future.failedFuture(new NodeUnusable(FallbackReason.REFUSED, why + READ_PRIMARY));
  }

  /** Whether the node has the claim, and everything that was committed before it. */
  static Future<Boolean> has(SqlConnection node, ClaimPosition position) {
    return node.preparedQuery(SEEN)
        .execute(Tuple.of(position.job(), position.seq(), position.lease()))
        .map(found -> found.iterator().next().getBoolean("seen"));
  }
}
