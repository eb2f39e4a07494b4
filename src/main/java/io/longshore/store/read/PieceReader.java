package io.longshore.store.read;

import io.longshore.store.pool.BoundedQuery;
import io.longshore.store.pool.StatementContext;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where a piece of an export reads: one connection to a node, or the primary. A statement that
 * fails on the node runs on the primary, as do all after it, so statements must only read, and must
 * not rely on one snapshot. For one statement at a time.
 *
 * <p>One connection, because an address may lead to another server with every connection.
 */
public final class PieceReader implements SqlClient, StatementContext {

  private final Pool primary;
  private final Pool scans;
  private final ReadMeter meter;
  private final Optional<ReadNode> node;
  private final boolean isCitus;
  private final boolean mayScan;
  private SqlConnection connection; // null on the primary, and once it was handed over
  private boolean handedOver;

  private PieceReader(
      Pool primary,
      Pool scans,
      ReadMeter meter,
      Optional<ReadNode> node,
      Optional<ReadNode.Opened> opened,
      boolean mayScan) {
    this.primary = primary;
    this.scans = scans;
    this.meter = meter;
    this.node = node;
    this.isCitus = opened.map(ReadNode.Opened::isCitus).orElse(false);
    this.connection = opened.map(ReadNode.Opened::connection).orElse(null);
    this.mayScan = mayScan;
  }

  static PieceReader ofPrimary(Pool primary, Pool scans, ReadMeter meter) {
    return new PieceReader(primary, scans, meter, Optional.empty(), Optional.empty(), false);
  }

  static PieceReader ofNode(
      Pool primary,
      Pool scans,
      ReadMeter meter,
      ReadNode node,
      ReadNode.Opened opened,
      boolean mayScan) {
    return new PieceReader(
        primary,
        scans,
        meter,
        Optional.of(node),
        Optional.of(opened),
        mayScan && !opened.isCitus());
  }

  /**
   * Whether {@link #scan} may be used: on a standby, in the first attempt. It has one snapshot, so
   * that its rest cannot be read from the primary, and the next attempt must not fail like this
   * one.
   */
  public boolean mayScan() {
    return mayScan && connection != null;
  }

  /** The node's connection, for a transaction that reads; the caller closes it. */
  public Future<SqlConnection> scan() {
    if (connection == null) {
      return scans.getConnection();
    }
    SqlConnection given = connection;
    handedOver = true;
    connection = null;
    return Future.succeededFuture(given);
  }

  /** Queries a table that is not distributed. */
  public Future<RowSet<Row>> queryLocal(String sql, Tuple values) {
    return (isCitus ? primary : this).preparedQuery(sql).execute(values);
  }

  /** Counts rows that were read. */
  public void count(long rows) {
    meter.rows(
        connection != null || handedOver
            ? node.map(ReadNode::name).orElse(ReadMeter.PRIMARY)
            : ReadMeter.PRIMARY,
        rows);
  }

  /** Records a failure of a scan. */
  public void scanFailed(Throwable failure) {
    if (handedOver) {
      node.ifPresent(from -> from.fellBack(failure, FallbackReason.FAILED));
    }
  }

  @Override
  public <T> Future<T> run(Function<SqlConnection, Future<T>> call) {
    return connection == null
        ? primary.withConnection(call)
        : call.apply(connection)
            .recover(
                failure -> {
                  leave(failure);
                  return primary.withConnection(call);
                });
  }

  private void leave(Throwable failure) {
    node.ifPresent(from -> from.fellBack(failure, FallbackReason.FAILED));
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  @Override
  public Query<RowSet<Row>> query(String sql) {
    return connection == null ? primary.query(sql) : new BoundedQuery<>(this, it -> it.query(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
    return connection == null
        ? primary.preparedQuery(sql)
        : new BoundedQuery<>(this, it -> it.preparedQuery(sql));
  }

  @Override
  public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
    return connection == null
        ? primary.preparedQuery(sql, options)
        : new BoundedQuery<>(this, it -> it.preparedQuery(sql, options));
  }

  @Override
  public Future<Void> close() {
    node.ifPresent(ReadNode::release);
    SqlConnection open = connection;
    connection = null;
    return open == null ? Future.succeededFuture() : open.close();
  }
}
