package io.longshore.service.dataexchange.grant;

import io.longshore.api.Principal;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.PageRows;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rows of data grants. */
public final class DataGrantStore {

  /**
   * What rows are read from. By name: a statement of all columns fails once on each connection when
   * a newer version has added one.
   */
  private static final String COLUMNS =
      """
      id, account, region, receiver, scope, name, description, source_data_set, data_set,
        tags, ends_at, accepted_at, created_at, updated_at""";

  // Holding the data set's row keeps it from being deleted, and its revisions from being opened.
  private static final String INSERT =
      """
      with held as materialized (
        select id from dataexchange_data_set where id = $8 and account = $2 and region = $3 for update)
      insert into dataexchange_data_grant
             (id, account, region, receiver, scope, name, description, source_data_set, data_set,
              tags, ends_at, created_at, updated_at)
      select $1, $2, $3, $4, $5, $6, $7, held.id, $9, $10, $11, $12, $12 from held
       where (select count(*) from dataexchange_data_grant g
               where g.account = $2 and g.region = $3
                 and (g.ends_at is null or g.ends_at > $12)) < $13""";

  private static final String SENT =
      """
      select %s from dataexchange_data_grant where id = $1 and account = $2 and region = $3"""
          .formatted(COLUMNS);

  private static final String RECEIVED =
      """
      select %s from dataexchange_data_grant where id = $1 and receiver = $2 and region = $3"""
          .formatted(COLUMNS);

  private static final String LIST_SENT =
      """
      select %s from dataexchange_data_grant
       where account = $1 and region = $2
         and ($3::timestamptz is null or (created_at, id) < ($3, $4))
       order by created_at desc, id desc limit $5"""
          .formatted(COLUMNS);

  private static final String LIST_RECEIVED =
      """
      select %s from dataexchange_data_grant
       where receiver = $1 and region = $2
         and ($3::timestamptz is null or (created_at, id) < ($3, $4))
         and (accepted_at is null and $6 or accepted_at is not null and $7)
       order by created_at desc, id desc limit $5"""
          .formatted(COLUMNS);

  private static final String ACCEPT =
      """
      update dataexchange_data_grant set accepted_at = $4, updated_at = $4
       where id = $1 and receiver = $2 and region = $3 and accepted_at is null
         and (ends_at is null or ends_at > $4)
      returning %s"""
          .formatted(COLUMNS);

  private static final String DELETE =
      """
      delete from dataexchange_data_grant where id = $1 and account = $2 and region = $3
      returning %s"""
          .formatted(COLUMNS);

  private final Postgres postgres;

  public DataGrantStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** False when the data set is gone, or the sender has as many as the limit allows. */
  Future<Boolean> insert(Transaction tx, DataGrant grant, int limit) {
    return tx.execute(
            INSERT,
            Tuple.of(grant.id(), grant.account(), grant.region(), grant.receiver(), grant.scope())
                .addValue(grant.name())
                .addValue(grant.description().orElse(null))
                .addValue(grant.source())
                .addValue(grant.dataSet())
                .addValue(grant.tags())
                .addValue(SqlRows.timestamp(grant.endsAt()))
                .addValue(SqlRows.timestamp(grant.createdAt()))
                .addValue(limit))
        .map(inserted -> inserted.rowCount() == 1);
  }

  Future<Optional<DataGrant>> sent(Principal sender, String id) {
    return find(SENT, sender, id);
  }

  Future<Optional<DataGrant>> received(Principal receiver, String id) {
    return find(RECEIVED, receiver, id);
  }

  private Future<Optional<DataGrant>> find(String statement, Principal who, String id) {
    return postgres
        .request(statement, Tuple.of(id, who.account(), who.region()))
        .map(rows -> SqlRows.first(rows, DataGrantStore::grant));
  }

  /** Newest first. */
  Future<List<DataGrant>> listSent(Principal sender, ListPage page) {
    return list(LIST_SENT, page(sender, page));
  }

  /** Newest first. */
  Future<List<DataGrant>> listReceived(
      Principal receiver, boolean pending, boolean accepted, ListPage page) {
    return list(LIST_RECEIVED, page(receiver, page).addValue(pending).addValue(accepted));
  }

  private static Tuple page(Principal who, ListPage page) {
    return PageRows.bind(Tuple.of(who.account(), who.region()), page);
  }

  private Future<List<DataGrant>> list(String statement, Tuple values) {
    return postgres
        .request(statement, values)
        .map(rows -> SqlRows.all(rows, DataGrantStore::grant));
  }

  /** Empty when it was accepted before, or has ended. */
  Future<Optional<DataGrant>> accept(Transaction tx, Principal receiver, String id, Instant at) {
    return tx.execute(
            ACCEPT, Tuple.of(id, receiver.account(), receiver.region(), SqlRows.timestamp(at)))
        .map(rows -> SqlRows.first(rows, DataGrantStore::grant));
  }

  /** The grant that is gone; empty when the sender has none of that id. */
  Future<Optional<DataGrant>> delete(Transaction tx, Principal sender, String id) {
    return tx.execute(DELETE, Tuple.of(id, sender.account(), sender.region()))
        .map(deleted -> SqlRows.first(deleted, DataGrantStore::grant));
  }

  private static DataGrant grant(Row row) {
    return new DataGrant(
        row.getString("id"),
        row.getString("account"),
        row.getString("region"),
        row.getString("receiver"),
        row.getString("scope"),
        row.getString("name"),
        Optional.ofNullable(row.getString("description")),
        row.getString("source_data_set"),
        row.getString("data_set"),
        row.get(JsonObject.class, "tags"),
        SqlRows.optionalInstant(row, "ends_at"),
        SqlRows.optionalInstant(row, "accepted_at"),
        SqlRows.instant(row, "created_at"),
        SqlRows.instant(row, "updated_at"));
  }
}
