package io.longshore.service.pinpoint.endpoint;

import io.longshore.service.pinpoint.endpoint.EndpointWriteStore.Stored;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Inserts endpoints, or updates them if their revision is still the one that was read.
 *
 * @param random for revisions of new rows
 */
record EndpointUpsertRows(RandomGenerator random) {

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

  /**
   * Writes rows of which no other call may have locked one.
   *
   * @return the keys of the rows that were written
   */
  Future<Set<String>> quickly(
      SqlClient client, String home, Map<String, Stored> there, Map<String, EndpointRow> after) {
    return execute(client, WRITE_QUICKLY, parameters(home, there, after));
  }

  /**
   * Writes the rows and frees the claims.
   *
   * @return the keys of the rows that were written
   */
  Future<Set<String>> write(
      SqlClient client,
      String home,
      Map<String, Stored> there,
      Map<String, EndpointRow> after,
      EndpointUniqueness claims) {
    Tuple parameters = parameters(home, there, after);
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

  private static OffsetDateTime activeAt(EndpointRow row) {
    return row.activeAt().atOffset(ZoneOffset.UTC);
  }

  private long revision(Stored there) {
    return there == null ? random.nextLong(1, 1L << 62) : there.revision() + 1;
  }
}
