package io.longshore.transfer.write;

import io.longshore.async.AsyncLoop;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the stored lines of a big table in the order of its pages, each page once, all as of one
 * moment: one transaction with one snapshot reads one range of pages after the other. For rows that
 * are scattered over the pages, and not for distributed tables; {@link LayoutRows} decides.
 */
final class PageOrderedRows implements RowSource {

  /**
   * Of one hash bucket: how many rows it has, at most {@code $3}, and on how many pages they are;
   * and the pages of the table, which has none here if Citus has distributed it.
   */
  private static final String LAYOUT =
      """
      select count(*)::int as rows, count(distinct (place::text::point)[0])::int as row_pages,
             case when exists (select 1 from pg_extension where extname = 'citus') then 0
                  else pg_relation_size(':table'::regclass)
                       / current_setting('block_size')::bigint end as pages
        from (select ctid as place from :table
               where container = $1 and bucket = $2 limit $3) sample""";

  /** One snapshot, taken after the lock, behind which nothing moves the rows. */
  private static final String BEGIN =
      """
      set transaction isolation level repeatable read, read only;
      set local idle_in_transaction_session_timeout = '5min';
      set local plan_cache_mode = force_custom_plan;
      set local enable_seqscan = off;
      set local enable_indexscan = off;
      set local enable_bitmapscan = off;
      lock table :table in access share mode""";

  private static final String PAGES =
      """
      select pg_relation_size(':table'::regclass)
             / current_setting('block_size')::bigint as pages""";

  /** The lines of a range of pages; null, with their size, if they are too large. */
  private static final String CHUNK =
      """
      select rows, octet_length(lines)::bigint as bytes,
             case when $5 or octet_length(lines) <= :maxBytes
                  then convert_to(lines || E'\\n', 'UTF8') end as lines
        from (select count(*)::int as rows, string_agg(line, E'\\n') as lines
                from :table
               where ctid >= $3::text::tid and ctid < $4::text::tid
                 and container = $1 and bucket = any($2)) chunk"""
          .replace(":maxBytes", Integer.toString(AdaptiveFetchSize.MAX_BYTES));

  private static final int FIRST_STEP = 8; // pages
  private static final int MAX_STEP = 1024;
  private static final int MAX_GROWTH = 4;

  /** How the rows of a hash bucket lie in the table. */
  record Layout(int rows, int rowPages, long pages) {}

  private final Supplier<Future<SqlConnection>> connections;
  private final LineSelection selection;
  private final Short[] buckets;
  private final String chunkSql;
  private Future<SqlConnection> opened;
  private Transaction transaction;
  private long pages;
  private long from;
  private long step = FIRST_STEP;
  private Optional<RowChunk> chunk = Optional.empty();

  /**
   * @param connections opens the one that the source uses until it is closed
   */
  PageOrderedRows(
      Supplier<Future<SqlConnection>> connections,
      LineSelection selection,
      Collection<Integer> buckets) {
    this.connections = connections;
    this.selection = selection;
    this.buckets = buckets.stream().distinct().map(Integer::shortValue).toArray(Short[]::new);
    this.chunkSql = CHUNK.replace(":table", selection.table());
  }

  /** The layout of the rows of a hash bucket. */
  static Future<Layout> layout(
      SqlClient client, LineSelection selection, int bucket, int mostRows) {
    return client
        .preparedQuery(LAYOUT.replace(":table", selection.table()))
        .execute(Tuple.of(selection.container(), (short) bucket, mostRows))
        .map(found -> found.iterator().next())
        .map(
            row ->
                new Layout(
                    row.getInteger("rows"), row.getInteger("row_pages"), row.getLong("pages")));
  }

  @Override
  public Future<Optional<RowChunk>> next() {
    if (opened == null) {
      opened = connections.get().compose(this::open);
    }
    return opened
        .compose(connection -> AsyncLoop.whileTrue(() -> fetch(connection)))
        .map(done -> chunk);
  }

  private Future<SqlConnection> open(SqlConnection connection) {
    return connection
        .begin()
        .onSuccess(begun -> transaction = begun)
        .compose(begun -> connection.query(of(BEGIN)).execute())
        .compose(begun -> connection.query(of(PAGES)).execute())
        .onSuccess(found -> pages = found.iterator().next().getLong("pages"))
        .map(connection)
        .recover(failure -> end(connection).transform(ended -> Future.failedFuture(failure)));
  }

  private String of(String sql) {
    return sql.replace(":table", selection.table());
  }

  /** Whether to fetch again, because the range had no rows or was too large. */
  private Future<Boolean> fetch(SqlConnection connection) {
    chunk = Optional.empty();
    if (from >= pages) {
      return Future.succeededFuture(false);
    }
    long to = Math.min(pages, from + step);
    Tuple values = Tuple.of(selection.container(), buckets, place(from), place(to), to - from == 1);
    return connection.preparedQuery(chunkSql).execute(values).map(found -> take(found, to));
  }

  private static String place(long page) {
    return "(" + page + ",0)";
  }

  private boolean take(RowSet<Row> found, long to) {
    Row row = found.iterator().next();
    int rows = row.getInteger("rows");
    Buffer lines = row.getBuffer("lines");
    long bytes = rows == 0 ? 0 : row.getLong("bytes");
    long read = to - from;
    if (rows == 0 || lines != null) {
      from = to;
    }
    long wanted = bytes == 0 ? read * MAX_GROWTH : AdaptiveFetchSize.TARGET_BYTES * read / bytes;
    step = Math.max(1, Math.min(Math.min(wanted, read * MAX_GROWTH), MAX_STEP));
    chunk = lines == null ? Optional.empty() : Optional.of(new RowChunk(rows, lines));
    return chunk.isEmpty();
  }

  @Override
  public Future<Void> close() {
    return opened == null
        ? Future.succeededFuture()
        : opened.transform(
            connection ->
                connection.succeeded() ? end(connection.result()) : Future.succeededFuture());
  }

  private Future<Void> end(SqlConnection connection) {
    Future<Void> rolledBack =
        transaction == null ? Future.succeededFuture() : transaction.rollback();
    return rolledBack.transform(ended -> connection.close()).otherwiseEmpty();
  }
}
