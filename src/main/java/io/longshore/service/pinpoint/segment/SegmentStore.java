package io.longshore.service.pinpoint.segment;

import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.PageRows;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The rows of segments. */
public final class SegmentStore {

  private static final String COLUMNS =
      "app, id, version, name, dimensions, groups, tags, created_at, modified_at, imported";

  // Inserts nothing when the app was deleted; the lock keeps it from being deleted meanwhile.
  private static final String INSERT =
      """
      insert into pinpoint_segment (%s)
      select id, $2, $3, $4, $5, $6, $7, $8, $9, $10 from pinpoint_app where id = $1 for key share"""
          .formatted(COLUMNS);

  private static final String FIND =
      """
      select %s from pinpoint_segment where app = $1 and id = $2 and ($3::integer is null or version = $3)
       order by version desc limit 1"""
          .formatted(COLUMNS);

  private static final String PAGE =
      """
      select * from (
        select distinct on (created_at, id) %s from pinpoint_segment
         where app = $1 and ($2::timestamptz is null or (created_at, id) > ($2, $3::text))
         order by created_at, id, version desc) newest
       order by created_at, id limit $4"""
          .formatted(COLUMNS);

  private static final String VERSIONS =
      """
      select %s from pinpoint_segment
       where app = $1 and id = $2 and ($3::integer is null or version < $3)
       order by version desc limit $4"""
          .formatted(COLUMNS);

  // The first version always exists, so its lock serializes the addition of versions.
  private static final String HOLD =
      """
      select from pinpoint_segment where app = $1 and id = $2 and version = 1 for update""";

  private static final String DELETE =
      """
      delete from pinpoint_segment where app = $1 and id = $2 returning %s"""
          .formatted(COLUMNS);

  private static final String MEMBERS =
      """
      select distinct imported ->> 'Members' from pinpoint_segment
       where app = $1 and imported is not null""";

  private final Postgres postgres;

  public SegmentStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Inserts a segment in the transaction; false when the app was deleted. */
  public Future<Boolean> insert(Transaction transaction, Segment segment) {
    return insert(transaction.connection(), segment);
  }

  /**
   * Adds a version that is derived from the newest; no other transaction adds one meanwhile.
   *
   * @return the added version; empty when there is no such segment
   */
  public Future<Optional<Segment>> addVersion(
      Transaction tx, String app, String id, Function<Segment, Future<Segment>> next) {
    return tx.execute(HOLD, Tuple.of(app, id))
        .compose(held -> find(tx.connection(), app, id, Optional.empty()))
        .compose(
            newest ->
                newest.isEmpty()
                    ? Future.succeededFuture(Optional.empty())
                    : next.apply(newest.get())
                        .compose(
                            added ->
                                insert(tx.connection(), added)
                                    .map(done -> done ? Optional.of(added) : Optional.empty())));
  }

  /** Deletes all versions and returns them, newest first. */
  Future<List<Segment>> delete(Transaction tx, String app, String id) {
    return tx.execute(DELETE, Tuple.of(app, id))
        .map(
            rows ->
                rows.stream()
                    .map(SegmentStore::segment)
                    .sorted(Comparator.comparing(Segment::version).reversed())
                    .toList());
  }

  /** The containers of the members of an app's imported segments. */
  public Future<List<String>> members(Transaction tx, String app) {
    return tx.execute(MEMBERS, Tuple.of(app))
        .map(rows -> rows.stream().map(row -> row.getString(0)).toList());
  }

  private static Future<Boolean> insert(SqlClient client, Segment segment) {
    Tuple parameters =
        Tuple.of(segment.app(), segment.id(), segment.version())
            .addValue(segment.name().orElse(null))
            .addValue(segment.dimensions().orElse(null))
            .addValue(segment.groups().orElse(null))
            .addValue(segment.tags())
            .addValue(SqlRows.timestamp(segment.createdAt()))
            .addValue(SqlRows.timestamp(segment.modifiedAt()))
            .addValue(segment.imported().orElse(null));
    return client
        .preparedQuery(INSERT)
        .execute(parameters)
        .map(inserted -> inserted.rowCount() == 1);
  }

  /**
   * @param version the version; empty for the newest
   */
  Future<Optional<Segment>> find(String app, String id, Optional<Integer> version) {
    return find(postgres.requests(), app, id, version);
  }

  private static Future<Optional<Segment>> find(
      SqlClient client, String app, String id, Optional<Integer> version) {
    return client
        .preparedQuery(FIND)
        .execute(Tuple.of(app, id, version.orElse(null)))
        .map(rows -> SqlRows.first(rows, SegmentStore::segment));
  }

  /** The newest versions of an app's segments, ordered by the segments' creation. */
  Future<List<Segment>> list(String app, ListPage page) {
    return postgres
        .request(PAGE, PageRows.bind(Tuple.of(app), page))
        .map(rows -> SqlRows.all(rows, SegmentStore::segment));
  }

  /** The versions of a segment before that one, newest first. */
  Future<List<Segment>> versions(String app, String id, Optional<Integer> before, int limit) {
    return postgres
        .request(VERSIONS, Tuple.of(app, id, before.orElse(null), limit))
        .map(rows -> SqlRows.all(rows, SegmentStore::segment));
  }

  private static Segment segment(Row row) {
    return new Segment(
        row.getString("app"),
        row.getString("id"),
        row.getInteger("version"),
        Optional.ofNullable(row.getString("name")),
        Optional.ofNullable(row.get(JsonObject.class, "dimensions")),
        Optional.ofNullable(row.get(JsonObject.class, "groups")),
        Optional.ofNullable(row.get(JsonObject.class, "imported")),
        row.get(JsonObject.class, "tags"),
        SqlRows.instant(row, "created_at"),
        SqlRows.instant(row, "modified_at"));
  }
}
