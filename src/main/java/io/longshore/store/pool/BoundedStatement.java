package io.longshore.store.pool;

import io.vertx.core.Future;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.RowStream;
import io.vertx.sqlclient.Tuple;

/**
 * A prepared statement of a {@link BoundedConnection}.
 *
 * @param prepared the driver's statement
 */
record BoundedStatement(StatementContext context, PreparedStatement prepared)
    implements PreparedStatement {

  @Override
  public PreparedQuery<RowSet<Row>> query() {
    return new BoundedQuery<>(context, driver -> prepared.query());
  }

  @Override
  public Cursor cursor(Tuple values) {
    return new BoundedCursor(context, prepared.cursor(values));
  }

  /** A stream would not report that its connection is lost. */
  @Override
  public RowStream<Row> createStream(int fetch, Tuple values) {
    throw new UnsupportedOperationException("Use a cursor");
  }

  @Override
  public Future<Void> close() {
    return context.run(driver -> prepared.close());
  }

  private record BoundedCursor(StatementContext context, Cursor cursor) implements Cursor {

    @Override
    public Future<RowSet<Row>> read(int count) {
      return context.run(driver -> cursor.read(count));
    }

    @Override
    public boolean hasMore() {
      return cursor.hasMore();
    }

    @Override
    public Future<Void> close() {
      return context.run(driver -> cursor.close());
    }

    @Override
    public boolean isClosed() {
      return cursor.isClosed();
    }
  }
}
