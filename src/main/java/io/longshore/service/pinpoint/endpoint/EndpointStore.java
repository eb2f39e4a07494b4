package io.longshore.service.pinpoint.endpoint;

import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The rows of endpoints, one or some at a time. Ids are not case-sensitive: see {@link #key}. */
public final class EndpointStore {

  private static final String FIND =
      """
      select line from pinpoint_endpoint where container = $1 and bucket = $2 and id = $3""";

  private static final String OF_USER =
      """
      select line from pinpoint_endpoint where container = $1 and user_id = $2
       order by bucket, id limit $3""";

  private static final String DELETE =
      """
      delete from pinpoint_endpoint where container = $1 and bucket = $2 and id = $3
      returning line""";

  private static final String DELETE_OF_USER =
      """
      delete from pinpoint_endpoint where container = $1 and user_id = $2
         and bucket = any($3::smallint[]) and id = any($4::text[])
      returning line""";

  // Locks the app's row before it looks whether deletions are recorded: see IncrementStore.
  private static final String DELETE_RECORDED =
      """
      with app as materialized (
        select id, records_deletions from pinpoint_app
         where id = split_part($1, '.', 1) for key share),
      gone as (
        delete from pinpoint_endpoint e using app where e.container = $1 and %s
        returning e.bucket, e.id, e.line),
      recorded as (
        insert into pinpoint_deletion as d (container, bucket, id, line, xid, deleted_at)
        select app.id, gone.bucket, gone.id,
               '{"Id":' || to_json(gone.line::json ->> 'Id')::text || '}',
               pg_current_xact_id(), clock_timestamp()
          from app, gone where app.records_deletions order by gone.bucket, gone.id
            on conflict (container, bucket, id) do update
           set line = excluded.line, xid = excluded.xid, deleted_at = excluded.deleted_at)
      select line from gone""";

  private static final String DELETE_ONE_RECORDED =
      DELETE_RECORDED.formatted("e.bucket = $2 and e.id = $3");

  private static final String DELETE_OF_USER_RECORDED =
      DELETE_RECORDED.formatted(
          "e.user_id = $2 and e.bucket = any($3::smallint[]) and e.id = any($4::text[])");

  private static final Comparator<String> BY_BUCKET =
      Comparator.comparing(HashBucket::of).thenComparing(Comparator.naturalOrder());

  private final Postgres postgres;
  private final boolean records;

  /**
   * @param records whether to record deletions in apps that had an incremental export
   */
  public EndpointStore(Postgres postgres, boolean records) {
    this.postgres = postgres;
    this.records = records;
  }

  /** The key of an endpoint: its id in lower case. */
  public static String key(String id) {
    return id.toLowerCase(Locale.ROOT);
  }

  Future<Optional<String>> find(String container, String id) {
    return execute(postgres.requests(), FIND, Tuple.of(container, HashBucket.of(key(id)), key(id)))
        .map(rows -> lines(rows).stream().findFirst());
  }

  Future<Optional<String>> delete(String container, String id) {
    return execute(
            postgres.requests(),
            records ? DELETE_ONE_RECORDED : DELETE,
            Tuple.of(container, HashBucket.of(key(id)), key(id)))
        .map(rows -> lines(rows).stream().findFirst());
  }

  /** The lines of a user's endpoints, at most {@code limit}. */
  public Future<List<String>> ofUser(String container, String userId, int limit) {
    return execute(postgres.requests(), OF_USER, Tuple.of(container, userId, limit))
        .map(EndpointStore::lines);
  }

  /** Deletes the endpoints that still are the user's, and returns their lines. */
  public Future<List<String>> deleteOfUser(
      String container, String userId, Collection<String> ids) {
    String[] keys = sorted(ids);
    Tuple parameters = Tuple.of(container, userId, buckets(keys), keys);
    return execute(
            postgres.requests(), records ? DELETE_OF_USER_RECORDED : DELETE_OF_USER, parameters)
        .map(EndpointStore::lines);
  }

  private static Future<RowSet<Row>> execute(SqlClient client, String sql, Tuple parameters) {
    return client.preparedQuery(sql).execute(parameters);
  }

  /** Keys in the order in which all calls lock them. */
  static String[] sorted(Collection<String> keys) {
    return keys.stream().sorted(BY_BUCKET).toArray(String[]::new);
  }

  static Short[] buckets(String[] keys) {
    return Stream.of(keys).map(HashBucket::of).toArray(Short[]::new);
  }

  private static List<String> lines(RowSet<Row> rows) {
    return rows.stream().map(row -> row.getString("line")).toList();
  }
}
