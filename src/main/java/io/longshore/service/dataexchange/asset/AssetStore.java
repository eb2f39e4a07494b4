package io.longshore.service.dataexchange.asset;

import io.longshore.service.dataexchange.revision.Revision;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The rows of assets. */
public final class AssetStore {

  /**
   * What rows are read from. By name: a statement of all columns fails once on each connection when
   * a newer version has added one.
   */
  private static final String COLUMNS =
      """
      id, revision, name, type, details, object_key, tags, created_at, updated_at, etag""";

  /** Where an asset stands in a list by name. */
  public record Place(String name, String id) {}

  private static final String FIND =
      """
      select %s from dataexchange_asset where revision = $1 and id = $2"""
          .formatted(COLUMNS);

  private static final String FIND_ALL =
      """
      select %s from dataexchange_asset where revision = $1 and id = any($2)"""
          .formatted(COLUMNS);

  private static final String LIST =
      """
      select %s from dataexchange_asset
       where revision = $1 and ($2::text is null or (name, id) < ($2, $3))
       order by name desc, id desc limit $4"""
          .formatted(COLUMNS);

  private static final String RENAME =
      """
      update dataexchange_asset a set name = $3, updated_at = $4
        from dataexchange_revision r
       where a.revision = $1 and a.id = $2 and r.id = a.revision and not r.finalized
      returning a.id, a.revision, a.name, a.type, a.details, a.object_key, a.tags, a.created_at,
                a.updated_at, a.etag""";

  private static final String DELETE =
      """
      with gone as (
        delete from dataexchange_asset a using dataexchange_revision r
         where a.revision = $1 and a.id = $2 and r.id = a.revision
           and (not r.finalized or r.revoked_at is not null)
        returning a.object_key),
      left_over as (
        insert into dataexchange_leftover (object_key, due_at)
        select object_key, $3 from gone where object_key is not null
        on conflict do nothing)
      select object_key from gone""";

  private final Postgres postgres;

  public AssetStore(Postgres postgres) {
    this.postgres = postgres;
  }

  Future<Optional<Asset>> find(Revision revision, String id) {
    return postgres
        .request(FIND, Tuple.of(revision.id(), id))
        .map(rows -> SqlRows.first(rows, AssetStore::asset));
  }

  /** Those that are there, by their ids. */
  public Future<Map<String, Asset>> findAll(String revision, List<String> ids) {
    return postgres
        .request(FIND_ALL, Tuple.of(revision).addValue(ids.toArray(String[]::new)))
        .map(
            rows ->
                rows.stream()
                    .map(AssetStore::asset)
                    .collect(Collectors.toMap(Asset::id, Function.identity())));
  }

  /** By name, descending. */
  public Future<List<Asset>> list(String revision, Optional<Place> after, int limit) {
    return postgres
        .request(
            LIST,
            Tuple.of(
                revision,
                after.map(Place::name).orElse(null),
                after.map(Place::id).orElse(null),
                limit))
        .map(rows -> SqlRows.all(rows, AssetStore::asset));
  }

  /** Empty when the revision is finalized. */
  Future<Optional<Asset>> rename(Asset asset, String name, Instant at) {
    return postgres
        .request(RENAME, Tuple.of(asset.revision(), asset.id(), name, SqlRows.timestamp(at)))
        .map(rows -> SqlRows.first(rows, AssetStore::asset));
  }

  /**
   * Removes it; its object becomes a leftover.
   *
   * @return false when the revision is finalized and not revoked
   */
  Future<Boolean> delete(Asset asset, Instant leftoverDue) {
    return postgres
        .request(DELETE, Tuple.of(asset.revision(), asset.id(), SqlRows.timestamp(leftoverDue)))
        .map(gone -> gone.size() == 1);
  }

  static Asset asset(Row row) {
    return new Asset(
        row.getString("id"),
        row.getString("revision"),
        row.getString("name"),
        row.getString("type"),
        row.get(JsonObject.class, "details"),
        Optional.ofNullable(row.getString("object_key")),
        row.get(JsonObject.class, "tags"),
        SqlRows.instant(row, "created_at"),
        SqlRows.instant(row, "updated_at"),
        Optional.ofNullable(row.getString("etag")));
  }
}
