package io.longshore.service.pinpoint;

import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The rows of segments. */
final class SegmentStore {

  private static final String COLUMNS =
      "app, id, version, name, dimensions, groups, tags, created_at, modified_at";

  // Nothing is inserted when the app is gone; the lock keeps it from going meanwhile.
  private static final String INSERT =
      """
      insert into pinpoint_segment (%s)
      select id, $2, $3, $4, $5, $6, $7, $8, $9 from pinpoint_app where id = $1 for key share"""
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
         where app = $1 and ($3::timestamptz is null or (created_at, id) > ($3, $4::text))
         order by created_at, id, version desc) newest
       order by created_at, id limit $2"""
          .formatted(COLUMNS);

  private final Postgres postgres;

  SegmentStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** False when the app is gone. */
  Future<Boolean> insert(Segment segment) {
    Tuple parameters =
        Tuple.of(segment.app(), segment.id(), segment.version())
            .addValue(segment.name().orElse(null))
            .addValue(segment.dimensions().orElse(null))
            .addValue(segment.groups().orElse(null))
            .addValue(segment.tags())
            .addValue(segment.createdAt().atOffset(ZoneOffset.UTC))
            .addValue(segment.modifiedAt().atOffset(ZoneOffset.UTC));
    return postgres
        .requests()
        .preparedQuery(INSERT)
        .execute(parameters)
        .map(inserted -> inserted.rowCount() == 1);
  }

  /**
   * @param version which one; the newest when empty
   */
  Future<Optional<Segment>> find(String app, String id, Optional<Integer> version) {
    return postgres
        .requests()
        .preparedQuery(FIND)
        .execute(Tuple.of(app, id, version.orElse(null)))
        .map(rows -> rows.stream().map(SegmentStore::segment).findFirst());
  }

  /** The newest versions of an app's segments, in the order of the segments' creation. */
  Future<List<Segment>> list(String app, Optional<Position> after, int limit) {
    Tuple parameters =
        Tuple.of(app, limit)
            .addValue(after.map(p -> p.at().atOffset(ZoneOffset.UTC)).orElse(null))
            .addValue(after.map(Position::id).orElse(null));
    return postgres
        .requests()
        .preparedQuery(PAGE)
        .execute(parameters)
        .map(rows -> rows.stream().map(SegmentStore::segment).toList());
  }

  private static Segment segment(Row row) {
    return new Segment(
        row.getString("app"),
        row.getString("id"),
        row.getInteger("version"),
        Optional.ofNullable(row.getString("name")),
        Optional.ofNullable(row.get(JsonObject.class, "dimensions")),
        Optional.ofNullable(row.get(JsonObject.class, "groups")),
        row.get(JsonObject.class, "tags"),
        instant(row, "created_at"),
        instant(row, "modified_at"));
  }

  private static Instant instant(Row row, String column) {
    return row.get(OffsetDateTime.class, column).toInstant();
  }
}
