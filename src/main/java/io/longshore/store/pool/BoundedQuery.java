package io.longshore.store.pool;

import io.vertx.core.Future;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collector;

/** A query whose future always completes, although the driver may lose the statement. */
public final class BoundedQuery<T> implements PreparedQuery<T> {

  private final StatementContext context;
  private final Function<SqlConnection, Query<T>> query;

  public BoundedQuery(StatementContext context, Function<SqlConnection, Query<T>> query) {
    this.context = context;
    this.query = query;
  }

  @Override
  public Future<T> execute() {
    return context.run(driver -> query.apply(driver).execute());
  }

  @Override
  public Future<T> execute(Tuple values) {
    return context.run(driver -> prepared(driver).execute(values));
  }

  @Override
  public Future<T> executeBatch(List<Tuple> values) {
    return context.run(driver -> prepared(driver).executeBatch(values));
  }

  private PreparedQuery<T> prepared(SqlConnection driver) {
    return (PreparedQuery<T>) query.apply(driver);
  }

  @Override
  public <R> PreparedQuery<SqlResult<R>> collecting(Collector<Row, ?, R> collector) {
    return new BoundedQuery<>(context, driver -> query.apply(driver).collecting(collector));
  }

  @Override
  public <U> PreparedQuery<RowSet<U>> mapping(Function<Row, U> mapper) {
    return new BoundedQuery<>(context, driver -> query.apply(driver).mapping(mapper));
  }
}
