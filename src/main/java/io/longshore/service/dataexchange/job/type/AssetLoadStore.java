package io.longshore.service.dataexchange.job.type;

import io.longshore.job.Job;
import io.longshore.service.dataexchange.asset.Asset;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** Assets on their way in: kept under an attempt's name, and made visible all at once. */
final class AssetLoadStore {

  private static final String INSERT =
      """
      insert into dataexchange_asset_load
             (load, id, job, revision, name, type, details, object_key, tags)
      select $1, a.id, $2, a.revision, a.name, a.type, a.details, a.object_key, a.tags
        from json_to_recordset($3::json) as a(id text, revision text, name text, type text,
             details json, object_key text, tags jsonb)""";

  // A call that finalizes or deletes the revision waits for the end of this transaction.
  private static final String HOLD_REVISION =
      """
      select from dataexchange_revision where id = $1 and not finalized for update""";

  private static final String COUNT =
      """
      select count(*) from dataexchange_asset where revision = $1""";

  // By now the engine has seen each object, and keeps its ETag with the task that made it.
  private static final String SWITCH_IN =
      """
      insert into dataexchange_asset
             (id, revision, name, type, details, object_key, tags, created_at, updated_at, etag)
      select l.id, l.revision, l.name, l.type, l.details, l.object_key, l.tags,
             date_trunc('milliseconds', now()), date_trunc('milliseconds', now()), o.etag
        from dataexchange_asset_load l
        left join task o on o.job = $2 and o.key = l.object_key and o.out_state = 'VISIBLE'
       where l.load = any($1)""";

  private static final String FORGET =
      """
      delete from dataexchange_asset_load where job = $1""";

  private static final String FORGET_ONE =
      """
      delete from dataexchange_asset_load where load = $1""";

  private final Postgres postgres;

  AssetLoadStore(Postgres postgres) {
    this.postgres = postgres;
  }

  Future<Void> insert(UUID load, Job job, List<Asset> assets) {
    JsonArray rows = new JsonArray(assets.stream().map(AssetLoadStore::row).toList());
    return postgres.work(INSERT, Tuple.of(load, job.id().toString(), rows)).mapEmpty();
  }

  private static JsonObject row(Asset asset) {
    return new JsonObject()
        .put("id", asset.id())
        .put("revision", asset.revision())
        .put("name", asset.name())
        .put("type", asset.type())
        .put("details", asset.details())
        .put("object_key", asset.objectKey().orElse(null))
        .put("tags", asset.tags());
  }

  /** Keeps the revision open until the transaction ends; false when it takes no assets. */
  Future<Boolean> holdRevision(Transaction tx, String revision) {
    return tx.execute(HOLD_REVISION, Tuple.of(revision)).map(held -> held.size() == 1);
  }

  /** How many assets the revision has after these loads are in. */
  Future<Long> publish(Transaction tx, Job job, String revision, List<UUID> loads) {
    return tx.execute(
            SWITCH_IN,
            Tuple.tuple().addValue(loads.toArray(UUID[]::new)).addValue(job.id().value()))
        .compose(in -> tx.execute(FORGET, Tuple.of(job.id().toString())))
        .compose(gone -> tx.execute(COUNT, Tuple.of(revision)))
        .map(counted -> counted.iterator().next().getLong(0));
  }

  Future<Void> forget(Job job) {
    return postgres.work(FORGET, Tuple.of(job.id().toString())).mapEmpty();
  }

  Future<Void> forget(UUID load) {
    return postgres.work(FORGET_ONE, Tuple.of(load)).mapEmpty();
  }
}
