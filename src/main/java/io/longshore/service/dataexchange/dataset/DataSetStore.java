package io.longshore.service.dataexchange.dataset;

import io.longshore.api.Principal;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of data sets. */
public final class DataSetStore {

  /**
   * What rows are read from. By name: a statement of all columns fails once on each connection when
   * a newer version has added one.
   */
  private static final String COLUMNS =
      """
      id, account, region, origin, source, data_grant, asset_type, name, description, tags,
        created_at, updated_at""";

  private static final String INSERT =
      """
      insert into dataexchange_data_set
             (id, account, region, asset_type, name, description, tags, created_at, updated_at)
      select $1, $2, $3, $4, $5, $6, $7, $8, $8
       where (select count(*) from dataexchange_data_set where account = $2 and region = $3) < $9""";

  private static final String FIND =
      """
      select %s from dataexchange_seen_data_set where id = $1 and account = $2 and region = $3"""
          .formatted(COLUMNS);

  private static final String LIST =
      """
      select %s from dataexchange_seen_data_set
       where account = $1 and region = $2 and origin = $3
         and ($4::timestamptz is null or (created_at, id) < ($4, $5))
       order by created_at desc, id desc limit $6"""
          .formatted(COLUMNS);

  private static final String UPDATE =
      """
      update dataexchange_data_set
         set name = coalesce($4, name), description = coalesce($5, description), updated_at = $6
       where id = $1 and account = $2 and region = $3""";

  // A concurrent call that finalizes a revision or grants the data set locks its row.
  private static final String LOCK =
      """
      select from dataexchange_data_set where id = $1 and account = $2 and region = $3 for update""";

  private static final String LEAVE =
      """
      insert into dataexchange_leftover (object_key, due_at)
      select a.object_key, $2
        from dataexchange_asset a join dataexchange_revision r on r.id = a.revision
       where r.data_set = $1 and a.object_key is not null
      on conflict do nothing""";

  private static final String DELETE =
      """
      delete from dataexchange_data_set d
       where d.id = $1
         and not exists (select from dataexchange_data_grant g
                          where g.source_data_set = d.id
                            and (g.ends_at is null or g.ends_at > now()))""";

  private final Postgres postgres;

  public DataSetStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** False when the account has as many as the limit allows. */
  Future<Boolean> insert(Transaction tx, DataSet set, int limit) {
    return tx.execute(
            INSERT,
            Tuple.of(set.id(), set.account(), set.region(), set.assetType(), set.name())
                .addValue(set.description())
                .addValue(set.tags())
                .addValue(SqlRows.timestamp(set.createdAt()))
                .addValue(limit))
        .map(inserted -> inserted.rowCount() == 1);
  }

  Future<Optional<DataSet>> find(Principal who, String id) {
    return find(who.account(), who.region(), id);
  }

  public Future<Optional<DataSet>> find(String account, String region, String id) {
    return find(postgres.requests(), account, region, id);
  }

  /** As the transaction sees it. */
  Future<Optional<DataSet>> find(Transaction tx, DataSet set) {
    return find(tx.connection(), set.account(), set.region(), set.id());
  }

  private static Future<Optional<DataSet>> find(
      SqlClient client, String account, String region, String id) {
    return client
        .preparedQuery(FIND)
        .execute(Tuple.of(id, account, region))
        .map(rows -> SqlRows.first(rows, DataSetStore::dataSet));
  }

  /**
   * Newest first.
   *
   * @param origin OWNED or ENTITLED
   */
  Future<List<DataSet>> list(Principal who, String origin, ListPage page) {
    return postgres
        .request(LIST, PageRows.bind(Tuple.of(who.account(), who.region(), origin), page))
        .map(rows -> SqlRows.all(rows, DataSetStore::dataSet));
  }

  /** Changes what is given; null leaves it. */
  Future<Void> update(DataSet set, String name, String description, Instant at) {
    return postgres
        .request(
            UPDATE,
            Tuple.of(set.id(), set.account(), set.region(), name, description)
                .addValue(SqlRows.timestamp(at)))
        .mapEmpty();
  }

  /**
   * Removes it with its revisions and assets, whose objects become leftovers.
   *
   * @param leftoversDue when the objects may go
   * @return false when it has lasting grants
   */
  Future<Boolean> delete(Transaction tx, DataSet set, Instant leftoversDue) {
    return tx.execute(LOCK, Tuple.of(set.id(), set.account(), set.region()))
        .compose(locked -> tx.execute(LEAVE, Tuple.of(set.id(), SqlRows.timestamp(leftoversDue))))
        .compose(left -> tx.execute(DELETE, Tuple.of(set.id())))
        .map(deleted -> deleted.rowCount() == 1);
  }

  private static DataSet dataSet(Row row) {
    return new DataSet(
        row.getString("id"),
        row.getString("account"),
        row.getString("region"),
        row.getString("source"),
        Optional.ofNullable(row.getString("data_grant")),
        row.getString("asset_type"),
        row.getString("name"),
        row.getString("description"),
        row.get(JsonObject.class, "tags"),
        SqlRows.instant(row, "created_at"),
        SqlRows.instant(row, "updated_at"));
  }
}
