package io.longshore.service.resource;

import io.longshore.api.Principal;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rows of a service's resources, which have an ARN and a kind, in a table of the service. Its
 * primary key is {@code arn}; besides it has {@code account, region, kind, created_at} and the
 * columns that the service names.
 */
public final class ResourceStore<R> {

  private static final String FIND =
      """
      arn = $1 and account = $2 and region = $3 and kind = $4""";

  private static final String INSERT =
      """
      insert into %s (%s) values (%s) on conflict do nothing""";

  private static final String LIST =
      """
      account = $1 and region = $2 and kind = $3 %s
         and ($%d::timestamptz is null or (created_at, arn) < ($%2$d, $%d))
       order by created_at desc, arn desc limit $%d""";

  private static final String FILTER = "and ($%d::text is null or %s = $%1$d)";

  private final Postgres postgres;
  private final String select;
  private final String insert;
  private final String list;
  private final Function<Row, R> mapper;

  /**
   * @param columns all columns, in the order of {@link #insert}'s values, separated by commas
   * @param filters the columns by which lists can be restricted
   */
  public ResourceStore(
      Postgres postgres,
      String table,
      String columns,
      List<String> filters,
      Function<Row, R> mapper) {
    this.postgres = postgres;
    this.mapper = mapper;
    this.select = "select " + columns + " from " + table + " where ";
    String parameters =
        IntStream.rangeClosed(1, columns.split(",").length)
            .mapToObj(i -> "$" + i)
            .collect(Collectors.joining(", "));
    this.insert = INSERT.formatted(table, columns, parameters);
    int next = 4 + filters.size();
    this.list =
        LIST.formatted(
            IntStream.range(0, filters.size())
                .mapToObj(i -> FILTER.formatted(4 + i, filters.get(i)))
                .collect(Collectors.joining(" ")),
            next,
            next + 1,
            next + 2);
  }

  /** Inserts a row; false when the ARN, or another unique key, is taken. */
  public Future<Boolean> insert(Transaction tx, Tuple values) {
    return tx.execute(insert, values).map(inserted -> inserted.rowCount() == 1);
  }

  /** The resource of that kind and ARN in an account and region. */
  public Future<Optional<R>> find(String account, String region, String kind, String arn) {
    return first(postgres.requests(), FIND, Tuple.of(arn, account, region, kind));
  }

  /** The same, which cannot be deleted or locked before the transaction ends. */
  public Future<Optional<R>> hold(
      Transaction tx, String account, String region, String kind, String arn) {
    return first(tx.connection(), FIND + " for key share", Tuple.of(arn, account, region, kind));
  }

  /** The same, locked until the transaction ends. */
  public Future<Optional<R>> lock(
      Transaction tx, String account, String region, String kind, String arn) {
    return first(tx.connection(), FIND + " for update", Tuple.of(arn, account, region, kind));
  }

  /**
   * A page of resources, newest first.
   *
   * @param filters a value for each column by which lists can be restricted; null for all
   */
  public Future<List<R>> list(Principal owner, String kind, ListPage page, String... filters) {
    Tuple values = Tuple.of(owner.account(), owner.region(), kind);
    for (String filter : filters) {
      values.addValue(filter);
    }
    return select(postgres.requests(), list, PageRows.bind(values, page));
  }

  /**
   * The resources that a condition selects.
   *
   * @param rest what follows {@code where}
   */
  public Future<List<R>> select(SqlClient client, String rest, Tuple values) {
    return client
        .preparedQuery(select + rest)
        .execute(values)
        .map(rows -> SqlRows.all(rows, mapper));
  }

  /** The first resource that a condition selects. */
  public Future<Optional<R>> first(SqlClient client, String rest, Tuple values) {
    return select(client, rest, values).map(found -> found.stream().findFirst());
  }
}
