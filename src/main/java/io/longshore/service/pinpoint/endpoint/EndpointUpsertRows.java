package io.longshore.service.pinpoint.endpoint;

import io.longshore.service.pinpoint.endpoint.EndpointWriteStore.Stored;
import io.longshore.store.CitusStore;
import io.longshore.store.HashBucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Inserts endpoints, or updates them if their revision is still the one that was read: all with one
 * statement, or a few on Citus by {@link EachRows}.
 */
final class EndpointUpsertRows {

  // Locks the app's row, so that no endpoint outlives its app or its container: see V105. Rows are
  // written in the order of the key, so that two batches cannot deadlock.
  private static final String WRITE =
      """
      with app as materialized (
        select $1::text as container%s from pinpoint_app
         where id = split_part($1, '.', 1) and coalesce(endpoints, id) = $1 for key share)%s
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id,
                                     address_key, terms, active_at)
      select app.container, r.bucket, r.id, r.line, $2, r.revision, r.user_id,
             r.address_key, r.terms::integer[], r.active_at
        from app, unnest($3::smallint[], $4::text[], $5::text[], $6::bigint[], $7::text[],
                         $8::bigint[], $9::text[], $10::timestamptz[])
                  as r (bucket, id, line, revision, user_id, address_key, terms, active_at)
       order by r.bucket, r.id
          on conflict (container, bucket, id) do update
         set line = excluded.line, version = excluded.version, revision = excluded.revision,
             user_id = excluded.user_id, address_key = excluded.address_key,
             terms = excluded.terms, active_at = excluded.active_at
       where pinpoint_endpoint.revision = excluded.revision - 1
      returning id"""; // counted, because the count that Citus reports has rows that were not written

  private static final String WRITE_UNCLAIMED = WRITE.formatted("", "");

  private static final String WRITE_CLAIMED =
      WRITE.formatted("", ", freed as (delete from pinpoint_claim where key = any($11::bigint[]))");

  // Fails soon at a row that is locked, for the sake of the others.
  private static final String WRITE_QUICKLY =
      WRITE.formatted(
          ", set_config('lock_timeout', '" + EndpointWriteStore.QUICK_MILLIS + "', true)", "");

  /** More rows are cheaper with one statement, also on Citus. */
  private static final int MOST_EACH = 16;

  private final Postgres postgres;
  private final CitusStore citus;
  private final RandomGenerator random;

  /**
   * @param random for revisions of new rows
   */
  EndpointUpsertRows(Postgres postgres, CitusStore citus, RandomGenerator random) {
    this.postgres = postgres;
    this.citus = citus;
    this.random = random;
  }

  /**
   * Writes rows of which no other call may have locked one, in a transaction of their own.
   *
   * @return the keys of the rows that were written
   */
  Future<Set<String>> quickly(
      String home, Map<String, Stored> there, Map<String, EndpointRow> after) {
    return alone(WRITE_QUICKLY, true, home, there, after);
  }

  /** Writes rows without claims, in a transaction of their own. */
  Future<Set<String>> alone(
      String home, Map<String, Stored> there, Map<String, EndpointRow> after) {
    return alone(WRITE_UNCLAIMED, false, home, there, after);
  }

  private Future<Set<String>> alone(
      String sql,
      boolean quickly,
      String home,
      Map<String, Stored> there,
      Map<String, EndpointRow> after) {
    return citus
        .isInstalled()
        .compose(
            distributed ->
                distributed && after.size() <= MOST_EACH
                    ? postgres.transact(
                        tx -> EachRows.write(tx, home, quickly, each(home, there, after)))
                    : execute(postgres.requests(), sql, parameters(home, there, after)));
  }

  /**
   * Writes the rows and frees the claims.
   *
   * @return the keys of the rows that were written
   */
  Future<Set<String>> write(
      Transaction tx,
      String home,
      Map<String, Stored> there,
      Map<String, EndpointRow> after,
      EndpointUniqueness claims) {
    return citus
        .isInstalled()
        .compose(
            distributed ->
                distributed && after.size() <= MOST_EACH
                    ? EachRows.write(tx, home, false, each(home, there, after))
                        .compose(written -> EachRows.free(tx, claims.keys(home)).map(written))
                    : write(tx.connection(), home, parameters(home, there, after), claims));
  }

  private static Future<Set<String>> write(
      SqlClient client, String home, Tuple parameters, EndpointUniqueness claims) {
    return claims.isEmpty()
        ? execute(client, WRITE_UNCLAIMED, parameters)
        : execute(client, WRITE_CLAIMED, parameters.addValue(claims.keys(home)));
  }

  private static Future<Set<String>> execute(SqlClient client, String sql, Tuple parameters) {
    return client
        .preparedQuery(sql)
        .execute(parameters)
        .map(
            written ->
                written.stream().map(row -> row.getString("id")).collect(Collectors.toSet()));
  }

  private Tuple parameters(String home, Map<String, Stored> there, Map<String, EndpointRow> after) {
    String[] keys = EndpointStore.sorted(after.keySet());
    List<EndpointRow> rows = Stream.of(keys).map(after::get).toList();
    return Tuple.of(home, EndpointMerge.VERSION, EndpointStore.buckets(keys), keys)
        .addValue(rows.stream().map(EndpointRow::line).toArray(String[]::new))
        .addValue(Stream.of(keys).map(k -> revision(there.get(k))).toArray(Long[]::new))
        .addValue(rows.stream().map(r -> r.userId().orElse(null)).toArray(String[]::new))
        .addValue(rows.stream().map(r -> r.address().orElse(null)).toArray(Long[]::new))
        .addValue(rows.stream().map(EndpointRow::terms).toArray(String[]::new))
        .addValue(rows.stream().map(EndpointUpsertRows::activeAt).toArray(OffsetDateTime[]::new));
  }

  /** The parameters of each row, in the order of the key. */
  List<Tuple> each(String home, Map<String, Stored> there, Map<String, EndpointRow> after) {
    return Stream.of(EndpointStore.sorted(after.keySet()))
        .map(key -> each(home, key, revision(there.get(key)), after.get(key)))
        .toList();
  }

  private static Tuple each(String home, String key, long revision, EndpointRow row) {
    return Tuple.of(home, HashBucket.of(key), key, row.line(), EndpointMerge.VERSION, revision)
        .addValue(row.userId().orElse(null))
        .addValue(row.address().orElse(null))
        .addValue(row.terms())
        .addValue(activeAt(row));
  }

  private static OffsetDateTime activeAt(EndpointRow row) {
    return row.activeAt().atOffset(ZoneOffset.UTC);
  }

  private long revision(Stored there) {
    return there == null ? random.nextLong(1, 1L << 62) : there.revision() + 1;
  }

  /**
   * Reads endpoints, and writes them as its owner does, with one statement for each. Citus sends
   * each of them to one shard, but takes many steps for a statement that inserts the rows of a
   * query.
   */
  static final class EachRows {

    private static final String READ =
        """
        select id, line, revision from pinpoint_endpoint
         where container = $1 and bucket = $2 and id = $3""";

    private static final String HOLD =
        """
        select 1 from pinpoint_app
         where id = split_part($1, '.', 1) and coalesce(endpoints, id) = $1 for key share""";

    private static final String HOLD_QUICKLY =
        """
        select set_config('lock_timeout', '%d', true) from pinpoint_app
         where id = split_part($1, '.', 1) and coalesce(endpoints, id) = $1 for key share"""
            .formatted(EndpointWriteStore.QUICK_MILLIS);

    private static final String WRITE =
        """
        insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id,
                                       address_key, terms, active_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::integer[], $10)
            on conflict (container, bucket, id) do update
           set line = excluded.line, version = excluded.version, revision = excluded.revision,
               user_id = excluded.user_id, address_key = excluded.address_key,
               terms = excluded.terms, active_at = excluded.active_at
         where pinpoint_endpoint.revision = excluded.revision - 1
        returning id""";

    private static final String FREE = "delete from pinpoint_claim where key = any($1::bigint[])";

    private EachRows() {}

    /** The present rows, by key. */
    static Future<Map<String, Stored>> read(SqlClient client, String home, String[] keys) {
      if (keys.length == 0) {
        return Future.succeededFuture(Map.of());
      }
      PreparedQuery<RowSet<Row>> query = client.preparedQuery(READ);
      List<Tuple> each =
          Stream.of(keys).map(key -> Tuple.of(home, HashBucket.of(key), key)).toList();
      Future<RowSet<Row>> found =
          each.size() == 1 ? query.execute(each.get(0)) : query.executeBatch(each);
      return found.map(EndpointLockStore::stored);
    }

    /**
     * Writes the rows; none if the app was deleted or has another container.
     *
     * @param quickly whether to fail soon at a row that is locked
     * @param rows the parameters of each row, in the order of the key
     * @return the keys of the rows that were written
     */
    static Future<Set<String>> write(
        Transaction tx, String home, boolean quickly, List<Tuple> rows) {
      return tx.execute(quickly ? HOLD_QUICKLY : HOLD, Tuple.of(home))
          .compose(
              held ->
                  held.size() == 0 || rows.isEmpty()
                      ? Future.succeededFuture(Set.of())
                      : tx.connection()
                          .preparedQuery(WRITE)
                          .executeBatch(rows)
                          .map(EachRows::keys));
    }

    private static Set<String> keys(RowSet<Row> written) {
      Set<String> keys = new HashSet<>();
      for (RowSet<Row> each = written; each != null; each = each.next()) {
        each.forEach(row -> keys.add(row.getString("id")));
      }
      return keys;
    }

    /** Frees claims, which are those of {@link UniquenessLockStore}. */
    static Future<Void> free(Transaction tx, Long[] claims) {
      return claims.length == 0
          ? Future.succeededFuture()
          : tx.execute(FREE, Tuple.of((Object) claims)).mapEmpty();
    }
  }
}
