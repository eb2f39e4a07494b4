package io.longshore.service.pinpoint.job.load;

import io.longshore.async.AsyncLoop;
import io.longshore.service.pinpoint.endpoint.EndpointMerge;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The rows of an import to merge, and their container.
 *
 * @param loads the loads of the rows
 * @param refusals receives rows that are refused during the merge
 * @param distributed whether the tables may be distributed
 */
record MergeRows(
    Transaction tx,
    UUID job,
    List<UUID> loads,
    String container,
    EndpointMerge merge,
    PublishRejections refusals,
    boolean distributed) {

  private static final int ROWS_AT_ONCE = 500;

  /** The first parameters of all statements: job, loads and container. */
  Tuple parameters() {
    return Tuple.of(job).addValue(loads.toArray(UUID[]::new)).addValue(container);
  }

  Future<RowSet<Row>> execute(String sql, Tuple parameters) {
    return tx.execute(colocated(sql), parameters);
  }

  /** Processes the rows of a query in batches. */
  Future<Void> each(String sql, Tuple parameters, Function<RowSet<Row>, Future<Void>> some) {
    return each(tx, colocated(sql), parameters, some);
  }

  /**
   * On Citus each shard joins its own staged rows with its endpoints; the materialized result of a
   * query would be sent to all shards.
   */
  private String colocated(String sql) {
    return distributed ? sql.replace("newest as materialized", "newest as not materialized") : sql;
  }

  /** Processes the rows of a query in batches. */
  static Future<Void> each(
      Transaction tx, String sql, Tuple parameters, Function<RowSet<Row>, Future<Void>> some) {
    return tx.connection()
        .prepare(sql)
        .compose(
            query -> {
              Cursor found = query.cursor(parameters);
              return each(found, some).eventually(found::close).eventually(query::close);
            });
  }

  private static Future<Void> each(Cursor found, Function<RowSet<Row>, Future<Void>> some) {
    return AsyncLoop.whileTrue(
        () ->
            found
                .read(ROWS_AT_ONCE)
                .compose(rows -> rows.size() == 0 ? Future.succeededFuture() : some.apply(rows))
                .map(done -> found.hasMore()));
  }
}
