package io.longshore.service.pinpoint;

import io.longshore.store.Bucket;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rows of imports, from where they wait to where they are seen. */
final class ImportStore {

  static final String COPY =
      """
      copy pinpoint_import_row (job, load, place, bucket, id, line, sent, opted, revision, user_id,
                                address_key, terms, active_at, channel) from stdin""";

  private static final String EXISTING =
      """
      select e.id from unnest($2::smallint[], $3::text[]) as k (bucket, id)
        join pinpoint_endpoint e on e.container = $1 and e.bucket = k.bucket and e.id = k.id""";

  private static final String HOLD =
      """
      select coalesce(endpoints, id) as container from pinpoint_app where id = $1 for key share""";

  /** Of rows with one id the last whole one, in the order of the key. */
  private static final String NEWEST =
      """
      select distinct on (bucket, id) * from pinpoint_import_row
       where job = $1 and load = any($2::uuid[]) and id is not null
       order by bucket, id, (line is null), place desc""";

  private static final String REGISTER =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision, user_id,
                                     address_key, terms, active_at)
      select $3::text, bucket, id, line, $4::smallint, revision, user_id, address_key, terms, active_at
        from (%s) newest where line is not null
          on conflict (container, bucket, id) do nothing"""
          .formatted(NEWEST);

  private static final String WAITING =
      """
      select count(*) from pinpoint_import_row
       where job = $1 and load = any($2::uuid[]) and id is not null""";

  // What stood there before, and must be changed: its revision is not the row's. Locked, so that
  // nobody else changes it before the transaction ends.
  private static final String THERE =
      """
      select s.bucket, s.id, s.line as row, s.sent, s.opted, e.line
        from (%s) s
        join pinpoint_endpoint e on e.container = $3 and e.bucket = s.bucket and e.id = s.id
       where e.revision <> s.revision
       order by s.bucket, s.id for update of e"""
          .formatted(NEWEST);

  private static final String CHANGE =
      """
      update pinpoint_endpoint e
         set line = r.line, version = $2, revision = e.revision + 1, user_id = r.user_id,
             address_key = r.address_key, terms = r.terms::integer[], active_at = r.active_at
        from unnest($3::smallint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[],
                    $9::timestamptz[])
                  as r (bucket, id, line, user_id, address_key, terms, active_at)
       where e.container = $1 and e.bucket = r.bucket and e.id = r.id""";

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

  private static final int ROWS_AT_ONCE = 500;

  private final Postgres postgres;

  ImportStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Which of these endpoints there are. */
  Future<Set<String>> existing(String container, List<String> keys) {
    Short[] buckets = keys.stream().map(Bucket::of).toArray(Short[]::new);
    return postgres
        .work()
        .preparedQuery(EXISTING)
        .execute(Tuple.of(container, buckets, keys.toArray(String[]::new)))
        .map(rows -> rows.stream().map(row -> row.getString(0)).collect(Collectors.toSet()));
  }

  /**
   * Where the app's endpoints are, which stays so until the transaction ends, as the app does;
   * empty when it is gone.
   */
  Future<Optional<String>> hold(Transaction tx, String app) {
    return execute(tx, HOLD, Tuple.of(app))
        .map(found -> found.stream().findFirst().map(row -> row.getString("container")));
  }

  /**
   * Makes the rows endpoints of that container: new ones as they are staged, those that are there
   * as the merge says.
   */
  Future<Void> register(
      Transaction tx, UUID job, List<UUID> loads, String container, EndpointMerge merge) {
    Tuple parameters = of(job, loads);
    return execute(tx, WAITING, parameters)
        .compose(
            waiting ->
                execute(
                        tx,
                        REGISTER,
                        of(job, loads).addValue(container).addValue(EndpointMerge.VERSION))
                    .compose(
                        added ->
                            added.rowCount() == waiting.iterator().next().getLong(0)
                                ? Future.succeededFuture()
                                : change(tx, job, loads, container, merge)));
  }

  private static Future<Void> change(
      Transaction tx, UUID job, List<UUID> loads, String container, EndpointMerge merge) {
    return tx.connection()
        .prepare(THERE)
        .compose(
            query -> {
              Cursor there = query.cursor(of(job, loads).addValue(container));
              return change(tx, there, container, merge).eventually(there::close).eventually(query::close);
            });
  }

  private static Future<Void> change(
      Transaction tx, Cursor there, String container, EndpointMerge merge) {
    return there
        .read(ROWS_AT_ONCE)
        .compose(
            rows ->
                rows.size() == 0 ? Future.succeededFuture() : change(tx, rows, container, merge))
        .compose(
            done ->
                there.hasMore() ? change(tx, there, container, merge) : Future.succeededFuture());
  }

  private static Future<Void> change(
      Transaction tx, RowSet<Row> there, String container, EndpointMerge merge) {
    List<Short> buckets = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    List<EndpointRow> changed = new ArrayList<>();
    for (Row row : there) {
      JsonObject sent =
          StagedRow.sent(row.getString("row"), row.getString("sent"), row.getBoolean("opted"));
      JsonObject old = new JsonObject(row.getString("line"));
      buckets.add(row.getShort("bucket"));
      ids.add(row.getString("id"));
      changed.add(EndpointRow.of(merge.merge(old.getString("Id"), Optional.of(old), sent)));
    }
    Tuple parameters =
        Tuple.of(container, EndpointMerge.VERSION)
            .addValue(buckets.toArray(Short[]::new))
            .addValue(ids.toArray(String[]::new))
            .addValue(all(changed, EndpointRow::line).toArray(String[]::new))
            .addValue(all(changed, row -> row.userId().orElse(null)).toArray(String[]::new))
            .addValue(all(changed, row -> row.address().orElse(null)).toArray(Long[]::new))
            .addValue(all(changed, EndpointRow::terms).toArray(String[]::new))
            .addValue(
                all(changed, row -> row.activeAt().atOffset(ZoneOffset.UTC))
                    .toArray(OffsetDateTime[]::new));
    return execute(tx, CHANGE, parameters).mapEmpty();
  }

  private static <T> List<T> all(List<EndpointRow> rows, Function<EndpointRow, T> column) {
    List<T> values = new ArrayList<>();
    rows.forEach(row -> values.add(column.apply(row)));
    return values;
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
