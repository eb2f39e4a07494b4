package io.longshore.service.pinpoint.job.load;

import io.longshore.store.CitusStore;
import io.longshore.store.HashBucket;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The staged rows of imports, and their publication. */
final class EndpointImportStore {

  static final String COPY =
      """
      copy pinpoint_import_row (job, load, place, bucket, id, line, sent, opted, revision, user_id,
                                address_key, terms, active_at, channel) from stdin""";

  private static final String EXISTING =
      """
      select e.id, case when octet_length(e.line) + k.more > $5 then e.line end as line
        from unnest($2::smallint[], $3::text[], $4::integer[]) as k (bucket, id, more)
        join pinpoint_endpoint e on e.container = $1 and e.bucket = k.bucket and e.id = k.id""";

  private static final String EXISTING_IN_SHARD =
      EXISTING + " where e.bucket = any($6::smallint[])";

  /** The shortest attribute has eight bytes, and an endpoint at most 250 attributes. */
  private static final int SURELY_FITS = 2000;

  private static final String HOLD =
      """
      select coalesce(endpoints, id) as container from pinpoint_app where id = $1 for key share""";

  /** The last complete row of each id, ordered by key. */
  static final String NEWEST =
      """
      select distinct on (bucket, id) * from pinpoint_import_row
       where job = $1 and load = any($2::uuid[]) and id is not null
       order by bucket, id, (line is null), (sent is null), place desc""";

  // A row that names a user selects the user's endpoints. Only existing endpoints are members, so
  // that a segment's size is exact.
  private static final String MEMBERS =
      """
      insert into pinpoint_member (container, bucket, id)
      with named as materialized (
        select distinct user_id from pinpoint_import_row
         where job = $1 and load = any($2::uuid[]) and id is null)
      select $3::text, bucket, id
        from (select e.bucket, e.id
                from pinpoint_import_row s
                join pinpoint_endpoint e
                  on e.container = $4 and e.bucket = s.bucket and e.id = s.id
               where s.job = $1 and s.load = any($2::uuid[]) and s.id is not null
               union
              select e.bucket, e.id from named s
                join pinpoint_endpoint e on e.container = $4 and e.user_id = s.user_id) members
       order by bucket, id""";

  private static final String CHANNELS =
      """
      select e.line::json ->> 'ChannelType' as channel, count(*)::int as endpoints
        from pinpoint_member m
        join pinpoint_endpoint e on e.container = $2 and e.bucket = m.bucket and e.id = m.id
       where m.container = $1 and e.line::json ->> 'ChannelType' is not null
       group by 1 order by 1""";

  // Sorted, not joined with each other, because there are no statistics of the number of rows.
  private static final String UNKNOWN_USERS =
      """
      -- all buckets: the endpoints of a user
      with named as materialized (
        select load, place, user_id from pinpoint_import_row
         where job = $1 and load = any($2::uuid[]) and id is null),
      known as materialized (
        select e.user_id from (select distinct user_id from named) u
          join pinpoint_endpoint e on e.container = $3 and e.user_id = u.user_id)
      select load, place, user_id, count(*) over () as rows
        from (select load, place, user_id, count(*) filter (where load is null)
                                             over (partition by user_id) as endpoints
                from (select load, place, user_id from named
                       union all
                      select null, null, user_id from known) both_kinds) each
       where endpoints = 0
       order by place limit $4""";

  private static final String REMOVE_MEMBERS =
      """
      -- all buckets: all rows of the container
      delete from pinpoint_member where container = $1""";

  // Until the transaction ends only this import gives users to endpoints.
  private static final String CLOSE = "select 1 from pinpoint_app where id = $1 for no key update";

  private static final String ANY_USER =
      """
      -- all buckets: whether there is any
      select 1 from pinpoint_import_row
       where job = $1 and load = any($2::uuid[]) and id is not null
         and (user_id is not null or sent like '%"User"%') limit 1""";

  private static final String CLEAR = "delete from pinpoint_import_row where job = $1";

  private static final String CLEAR_LOAD =
      "delete from pinpoint_import_row where job = $1 and load = $2";

  private final Postgres postgres;
  private final CitusStore citus;

  EndpointImportStore(Postgres postgres) {
    this.postgres = postgres;
    this.citus = new CitusStore(postgres);
  }

  /** Whether tables may be distributed. */
  Future<Boolean> isDistributed() {
    return citus.isInstalled();
  }

  /** See {@link CitusStore#shards}. */
  Future<List<List<Short>>> shards() {
    return citus.shards();
  }

  /** The rows' endpoints that exist, by key; with the line, if the row might exceed its limits. */
  Future<Map<String, Optional<String>>> existing(String container, List<StagedRow> rows) {
    return citus.shards().compose(shards -> existing(container, rows, shards));
  }

  private Future<Map<String, Optional<String>>> existing(
      String container, List<StagedRow> rows, List<List<Short>> shards) {
    if (shards.size() == 1) {
      return postgres.work(EXISTING, ofRows(container, rows)).map(EndpointImportStore::lines);
    }
    Map<Short, List<StagedRow>> byBucket =
        rows.stream().collect(Collectors.groupingBy(row -> HashBucket.of(row.key().orElseThrow())));
    List<Tuple> each =
        shards.stream()
            .map(buckets -> ofShard(container, buckets, byBucket))
            .flatMap(Optional::stream)
            .toList();
    return postgres
        .work()
        .preparedQuery(EXISTING_IN_SHARD)
        .executeBatch(each)
        .map(EndpointImportStore::lines);
  }

  private static Optional<Tuple> ofShard(
      String container, List<Short> buckets, Map<Short, List<StagedRow>> byBucket) {
    List<StagedRow> rows =
        buckets.stream()
            .flatMap(bucket -> byBucket.getOrDefault(bucket, List.of()).stream())
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(ofRows(container, rows).addValue(buckets.toArray(Short[]::new)));
  }

  private static Tuple ofRows(String container, List<StagedRow> rows) {
    String[] keys = rows.stream().map(row -> row.key().orElseThrow()).toArray(String[]::new);
    return Tuple.of(container)
        .addValue(Stream.of(keys).map(HashBucket::of).toArray(Short[]::new))
        .addValue(keys)
        .addValue(rows.stream().map(StagedRow::length).toArray(Integer[]::new))
        .addValue(SURELY_FITS);
  }

  private static Map<String, Optional<String>> lines(RowSet<Row> found) {
    Map<String, Optional<String>> there = new HashMap<>();
    for (RowSet<Row> some = found; some != null; some = some.next()) {
      for (Row row : some) {
        Optional<String> line = Optional.ofNullable(row.getString("line"));
        there.merge(row.getString("id"), line, (a, b) -> a.isPresent() ? a : b);
      }
    }
    return there;
  }

  /**
   * The container of the app's endpoints, locked with the app until the transaction ends; empty
   * when the app was deleted.
   */
  Future<Optional<String>> hold(Transaction tx, String app) {
    return execute(tx, HOLD, Tuple.of(app))
        .map(found -> found.stream().findFirst().map(row -> row.getString("container")));
  }

  /** If the rows give users to endpoints, lets calls that do so wait until the transaction ends. */
  Future<Void> close(MergeRows all, String app) {
    return execute(all.tx(), ANY_USER, of(all.job(), all.loads()))
        .compose(
            found ->
                found.size() == 0
                    ? Future.succeededFuture()
                    : execute(all.tx(), CLOSE, Tuple.of(app)).mapEmpty());
  }

  /** Stores the rows' endpoints as members of a segment; returns their number. */
  Future<Integer> keepMembers(MergeRows all, String members) {
    return execute(
            all.tx(),
            MEMBERS,
            of(all.job(), all.loads()).addValue(members).addValue(all.container()))
        .map(RowSet::rowCount);
  }

  /** Refuses rows that name a user without endpoints. */
  Future<Void> refuseUnknownUsers(MergeRows all) {
    return execute(all.tx(), UNKNOWN_USERS, all.parameters().addValue(PublishRejections.MOST_TOLD))
        .onSuccess(
            found -> {
              for (Row row : found) {
                all.refusals().tell(row.getUUID("load"), row.getLong("place"), unknown(row));
              }
              all.refusals().count(found.size() == 0 ? 0 : found.iterator().next().getLong("rows"));
            })
        .mapEmpty();
  }

  private static String unknown(Row row) {
    String user = row.getString("user_id");
    String hint = user.matches("\\S+\\s.*") ? ": a line has one id" : "";
    return "No endpoint has the user '" + user + "'" + hint;
  }

  /** The number of members by channel. */
  Future<JsonObject> channels(Transaction tx, String members, String container) {
    return execute(tx, CHANNELS, Tuple.of(members, container))
        .map(
            rows -> {
              JsonObject counts = new JsonObject();
              rows.forEach(
                  row -> counts.put(row.getString("channel"), row.getInteger("endpoints")));
              return counts;
            });
  }

  Future<Void> removeMembers(Transaction tx, String members) {
    return execute(tx, REMOVE_MEMBERS, Tuple.of(members)).mapEmpty();
  }

  Future<Void> clear(Transaction tx, UUID job) {
    return execute(tx, CLEAR, Tuple.of(job)).mapEmpty();
  }

  Future<Void> clear(UUID job) {
    return postgres.work(CLEAR, Tuple.of(job)).mapEmpty();
  }

  Future<Void> clear(UUID job, UUID load) {
    return postgres.work(CLEAR_LOAD, Tuple.of(job, load)).mapEmpty();
  }

  private static Tuple of(UUID job, List<UUID> loads) {
    return Tuple.of(job).addValue(loads.toArray(UUID[]::new));
  }

  private static Future<RowSet<Row>> execute(Transaction tx, String sql, Tuple parameters) {
    return tx.execute(sql, parameters);
  }
}
