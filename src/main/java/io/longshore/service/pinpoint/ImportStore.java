package io.longshore.service.pinpoint;

import io.longshore.store.Bucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The rows of imports, from where they wait to where they are seen. */
final class ImportStore {

  static final String COPY =
      """
      copy pinpoint_import_row (job, load, place, bucket, id, line, sent, opted, revision, user_id,
                                address_key, terms, active_at, channel) from stdin""";

  private static final String EXISTING =
      """
      select e.id, case when octet_length(e.line) + k.more > $5 then e.line end as line
        from unnest($2::smallint[], $3::text[], $4::integer[]) as k (bucket, id, more)
        join pinpoint_endpoint e on e.container = $1 and e.bucket = k.bucket and e.id = k.id""";

  /** The shortest attribute has eight bytes, and an endpoint 250 of them. */
  private static final int SURELY_FITS = 2000;

  private static final String HOLD =
      """
      select coalesce(endpoints, id) as container from pinpoint_app where id = $1 for key share""";

  /** Of rows with one id the last whole one, in the order of the key. */
  static final String NEWEST =
      """
      select distinct on (bucket, id) * from pinpoint_import_row
       where job = $1 and load = any($2::uuid[]) and id is not null
       order by bucket, id, (line is null), place desc""";

  // A row that names a user stands for the endpoints that the user has.
  private static final String MEMBERS =
      """
      insert into pinpoint_member (container, bucket, id)
      select $3::text, bucket, id
        from (select bucket, id from pinpoint_import_row
               where job = $1 and load = any($2::uuid[]) and id is not null
               union
              select e.bucket, e.id
                from pinpoint_import_row s
                join pinpoint_endpoint e on e.container = $4 and e.user_id = s.user_id
               where s.job = $1 and s.load = any($2::uuid[]) and s.id is null) members
       order by bucket, id""";

  private static final String CHANNELS =
      """
      select channel, count(*)::int as endpoints
        from (%s) newest where channel is not null group by channel order by channel"""
          .formatted(NEWEST);

  private static final String CLEAR = "delete from pinpoint_import_row where job = $1";

  private static final String CLEAR_LOAD =
      "delete from pinpoint_import_row where job = $1 and load = $2";

  private final Postgres postgres;

  ImportStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Which of the rows' endpoints there are, by key: with the line, if what the row brings might be
   * too much for it.
   */
  Future<Map<String, Optional<String>>> existing(String container, List<StagedRow> rows) {
    String[] keys = rows.stream().map(row -> row.key().orElseThrow()).toArray(String[]::new);
    Tuple parameters =
        Tuple.of(container)
            .addValue(Stream.of(keys).map(Bucket::of).toArray(Short[]::new))
            .addValue(keys)
            .addValue(rows.stream().map(StagedRow::length).toArray(Integer[]::new))
            .addValue(SURELY_FITS);
    return postgres.work().preparedQuery(EXISTING).execute(parameters).map(ImportStore::lines);
  }

  private static Map<String, Optional<String>> lines(RowSet<Row> found) {
    Map<String, Optional<String>> there = new HashMap<>();
    for (Row row : found) {
      Optional<String> line = Optional.ofNullable(row.getString("line"));
      there.merge(row.getString("id"), line, (a, b) -> a.isPresent() ? a : b);
    }
    return there;
  }

  /**
   * Where the app's endpoints are, which stays so until the transaction ends, as the app does;
   * empty when it is gone.
   */
  Future<Optional<String>> hold(Transaction tx, String app) {
    return execute(tx, HOLD, Tuple.of(app))
        .map(found -> found.stream().findFirst().map(row -> row.getString("container")));
  }

  /** Keeps the rows' endpoints as members of a segment; returns how many they are. */
  Future<Integer> keepMembers(
      Transaction tx, UUID job, List<UUID> loads, String members, String container) {
    return execute(tx, MEMBERS, of(job, loads).addValue(members).addValue(container))
        .map(RowSet::rowCount);
  }

  /** How many of the rows are for which channel. */
  Future<JsonObject> channels(Transaction tx, UUID job, List<UUID> loads) {
    return execute(tx, CHANNELS, of(job, loads))
        .map(
            rows -> {
              JsonObject counts = new JsonObject();
              rows.forEach(
                  row -> counts.put(row.getString("channel"), row.getInteger("endpoints")));
              return counts;
            });
  }

  Future<Void> clear(Transaction tx, UUID job) {
    return execute(tx, CLEAR, Tuple.of(job)).mapEmpty();
  }

  Future<Void> clear(UUID job) {
    return postgres.work().preparedQuery(CLEAR).execute(Tuple.of(job)).mapEmpty();
  }

  Future<Void> clear(UUID job, UUID load) {
    return postgres.work().preparedQuery(CLEAR_LOAD).execute(Tuple.of(job, load)).mapEmpty();
  }

  private static Tuple of(UUID job, List<UUID> loads) {
    return Tuple.of(job).addValue(loads.toArray(UUID[]::new));
  }

  private static Future<RowSet<Row>> execute(Transaction tx, String sql, Tuple parameters) {
    return tx.connection().preparedQuery(sql).execute(parameters);
  }
}
