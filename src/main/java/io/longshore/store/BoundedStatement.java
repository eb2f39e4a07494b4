package io.longshore.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.RowStream;
import io.vertx.sqlclient.Tuple;

/**
 * A statement that was prepared on a {@link BoundedConnection}.
 *
 * @param made the driver's
 */
record BoundedStatement(StatementContext asking, PreparedStatement made)
    implements PreparedStatement {

  @Override
  public PreparedQuery<RowSet<Row>> query() {
    return new BoundedQuery<>(asking, driver -> made.query());
  }

  @Override
  public Cursor cursor(Tuple values) {
    return new Pages(asking, made.cursor(values));
  }

  /** Whoever reads a stream would not be told that its connection is gone. */
  @Override
  public RowStream<Row> createStream(int fetch, Tuple values) {
    throw new UnsupportedOperationException("Read pages of a cursor");
  }

  @Override
  public Future<Void> close() {
    return asking.ask(driver -> made.close());
  }

  private record Pages(StatementContext asking, Cursor cursor) implements Cursor {

    @Override
    public Future<RowSet<Row>> read(int count) {
      return asking.ask(driver -> cursor.read(count));
    }

    @Override
    public boolean hasMore() {
      return cursor.hasMore();
    }

    @Override
    public Future<Void> close() {
      return asking.ask(driver -> cursor.close());
    }

    @Override
    public boolean isClosed() {
      return cursor.isClosed();
    }
  }
}
