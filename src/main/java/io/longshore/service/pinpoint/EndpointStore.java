package io.longshore.service.pinpoint;

import io.longshore.store.Bucket;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The rows of endpoints, one or some at a time. Ids are not case-sensitive: see {@link #key}. */
final class EndpointStore {

  /** What stands there: the line and the revision that a change must have seen. */
  record Stored(String line, long revision) {}

  /** What shall stand there. */
  record Written(String line, Optional<String> userId) {}

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

  private static final String READ =
      """
      select e.id, e.line, e.revision
        from unnest($2::smallint[], $3::text[]) as k (bucket, id)
        join pinpoint_endpoint e on e.container = $1 and e.bucket = k.bucket and e.id = k.id""";

  private static final String LOCK =
      """
      select id, line, revision from pinpoint_endpoint
       where container = $1 and bucket = $2 and id = $3 for update""";

  // The app's row is locked against its removal, so that no endpoint outlives its app. Rows are
  // written in the order of the key, so that two batches never wait for each other.
  private static final String WRITE =
      """
      with app as materialized (select id from pinpoint_app where id = $1 for key share)
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id)
      select app.id, r.bucket, r.id, r.line, $2, r.revision, r.user_id
        from app, unnest($3::smallint[], $4::text[], $5::text[], $6::bigint[], $7::text[])
                  as r (bucket, id, line, revision, user_id)
       order by r.bucket, r.id
          on conflict (container, bucket, id) do update
         set line = excluded.line, version = excluded.version,
             revision = excluded.revision, user_id = excluded.user_id
       where pinpoint_endpoint.revision = excluded.revision - 1""";

  /** Deadlock, serialization failure, lock time-out: what another try may mend. */
  private static final Set<String> CROWDED = Set.of("40P01", "40001", "55P03");

  private static final Comparator<String> BY_BUCKET =
      Comparator.comparing(Bucket::of).thenComparing(Comparator.naturalOrder());

  private final Postgres postgres;
  private final RandomGenerator random;

  EndpointStore(Postgres postgres, RandomGenerator random) {
    this.postgres = postgres;
    this.random = random;
  }

  /** What an endpoint is stored under: its id in lower case. */
  static String key(String id) {
    return id.toLowerCase(Locale.ROOT);
  }

  Future<Optional<String>> find(String app, String id) {
    return execute(postgres.requests(), FIND, Tuple.of(app, Bucket.of(key(id)), key(id)))
        .map(rows -> lines(rows).stream().findFirst());
  }

  Future<Optional<String>> delete(String app, String id) {
    return execute(postgres.requests(), DELETE, Tuple.of(app, Bucket.of(key(id)), key(id)))
        .map(rows -> lines(rows).stream().findFirst());
  }

  /** Lines of a user's endpoints, at most that many. */
  Future<List<String>> ofUser(String app, String userId, int limit) {
    return execute(postgres.requests(), OF_USER, Tuple.of(app, userId, limit))
        .map(EndpointStore::lines);
  }

  /** Deletes those endpoints that are still the user's, and returns their lines. */
  Future<List<String>> deleteOfUser(String app, String userId, Collection<String> ids) {
    String[] keys = sorted(ids);
    Tuple parameters = Tuple.of(app, userId, buckets(keys), keys);
    return execute(postgres.requests(), DELETE_OF_USER, parameters).map(EndpointStore::lines);
  }

  /**
   * Writes what a merge makes of what stands there: all of it, or nothing.
   *
   * @param keys lower-case ids, each once
   * @param contended whether to lock the rows before they are read, which is slower but ends
   * @param merge from what stands there, by key, to what shall stand there, for every key
   * @return false when another call was faster, or the app is gone: nothing was written
   */
  Future<Boolean> merge(
      String app,
      Collection<String> keys,
      boolean contended,
      Function<Map<String, Stored>, Map<String, Written>> merge) {
    String[] sorted = sorted(keys);
    Future<Void> merged =
        sorted.length == 1 && !contended
            ? merge(postgres.requests(), app, sorted, false, merge) // one statement, one row
            : postgres.transact(
                transaction -> merge(transaction.connection(), app, sorted, contended, merge));
    return merged.map(true).recover(EndpointStore::verdict);
  }

  private Future<Void> merge(
      SqlClient client,
      String app,
      String[] keys,
      boolean locked,
      Function<Map<String, Stored>, Map<String, Written>> merge) {
    return (locked ? lock(client, app, keys) : read(client, app, keys))
        .compose(there -> write(client, app, keys, there, merge.apply(there)));
  }

  private static Future<Map<String, Stored>> read(SqlClient client, String app, String[] keys) {
    return execute(client, READ, Tuple.of(app, buckets(keys), keys)).map(EndpointStore::stored);
  }

  private static Future<Map<String, Stored>> lock(SqlClient client, String app, String[] keys) {
    List<Tuple> each = Stream.of(keys).map(key -> Tuple.of(app, Bucket.of(key), key)).toList();
    return client.preparedQuery(LOCK).executeBatch(each).map(EndpointStore::stored);
  }

  private Future<Void> write(
      SqlClient client,
      String app,
      String[] keys,
      Map<String, Stored> there,
      Map<String, Written> after) {
    Stream<Written> rows = Stream.of(keys).map(after::get);
    String[] lines = rows.map(Written::line).toArray(String[]::new);
    String[] users =
        Stream.of(keys).map(key -> after.get(key).userId().orElse(null)).toArray(String[]::new);
    Long[] revisions = Stream.of(keys).map(key -> revision(there.get(key))).toArray(Long[]::new);
    Tuple parameters =
        Tuple.of(app, EndpointMerge.VERSION, buckets(keys), keys, lines)
            .addValue(revisions)
            .addValue(users);
    return execute(client, WRITE, parameters)
        .map(
            written -> {
              if (written.rowCount() != keys.length) {
                throw new Outrun();
              }
              return null;
            });
  }

  private long revision(Stored there) {
    return there == null ? random.nextLong(1, 1L << 62) : there.revision() + 1;
  }

  private static Future<Boolean> verdict(Throwable failure) {
    boolean crowded =
        failure instanceof PgException refused && CROWDED.contains(refused.getSqlState());
    return crowded || failure instanceof Outrun
        ? Future.succeededFuture(false)
        : Future.failedFuture(failure);
  }

  private static Future<RowSet<Row>> execute(SqlClient client, String sql, Tuple parameters) {
    return client.preparedQuery(sql).execute(parameters);
  }

  private static String[] sorted(Collection<String> keys) {
    return keys.stream().sorted(BY_BUCKET).toArray(String[]::new);
  }

  private static Short[] buckets(String[] keys) {
    return Stream.of(keys).map(Bucket::of).toArray(Short[]::new);
  }

  private static List<String> lines(RowSet<Row> rows) {
    return rows.stream().map(row -> row.getString("line")).toList();
  }

  private static Map<String, Stored> stored(RowSet<Row> rows) {
    Map<String, Stored> found = new HashMap<>();
    for (RowSet<Row> each = rows; each != null; each = each.next()) {
      for (Row row : each) {
        found.put(row.getString("id"), new Stored(row.getString("line"), row.getLong("revision")));
      }
    }
    return found;
  }

  /** Rolls a transaction back. */
  private static final class Outrun extends RuntimeException {
    private static final long serialVersionUID = 1;

    Outrun() {
      super("Another call wrote first", null, false, false);
    }
  }
}
