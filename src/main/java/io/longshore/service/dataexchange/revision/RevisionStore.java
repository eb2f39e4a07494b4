package io.longshore.service.dataexchange.revision;

import io.longshore.service.dataexchange.dataset.DataSet;
import io.longshore.service.dataexchange.revision.Revision.Revocation;
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

/**
 * The rows of revisions. A data set is identified by its source, also for receivers of a data
 * grant.
 */
public final class RevisionStore {

  /**
   * What rows are read from. By name: a statement of all columns fails once on each connection when
   * a newer version has added one.
   */
  private static final String COLUMNS =
      """
      id, comment, finalized, revoked_at, revocation_comment, tags, created_at, updated_at""";

  private static final String INSERT =
      """
      insert into dataexchange_revision (id, data_set, comment, tags, created_at, updated_at)
      select $1, d.id, $3, $4, $5, $5 from dataexchange_data_set d
       where d.id = $2
         and (select count(*) from dataexchange_revision r where r.data_set = $2) < $6""";

  private static final String FIND =
      """
      select %s from dataexchange_revision where data_set = $1 and id = $2 and (finalized or $3)"""
          .formatted(COLUMNS);

  private static final String LIST =
      """
      select %s from dataexchange_revision
       where data_set = $1 and (finalized or $2)
         and ($3::timestamptz is null or (created_at, id) < ($3, $4))
       order by created_at desc, id desc limit $5"""
          .formatted(COLUMNS);

  private static final String HOLD_SET =
      """
      select from dataexchange_data_set where id = $1 for share""";

  // A finalized revision changes only by being opened again, which a grant bars.
  private static final String UPDATE =
      """
      update dataexchange_revision r
         set comment = coalesce($3::text, r.comment), finalized = coalesce($4::boolean, r.finalized),
             updated_at = $5
       where r.data_set = $1 and r.id = $2 and r.revoked_at is null
         and (not r.finalized
              or $4::boolean is true and $3::text is null
              or $4::boolean is false and not exists (
                 select from dataexchange_data_grant g
                  where g.source_data_set = $1 and (g.ends_at is null or g.ends_at > now())))
         and ($4::boolean is not true
              or exists (select from dataexchange_asset a where a.revision = r.id))
      returning %s"""
          .formatted(COLUMNS);

  private static final String REVOKE =
      """
      update dataexchange_revision
         set revoked_at = $4, revocation_comment = $3, updated_at = $4
       where data_set = $1 and id = $2 and finalized and revoked_at is null
      returning %s"""
          .formatted(COLUMNS);

  private static final String LEAVE =
      """
      insert into dataexchange_leftover (object_key, due_at)
      select object_key, $2 from dataexchange_asset where revision = $1 and object_key is not null
      on conflict do nothing""";

  private static final String LOCK =
      """
      select from dataexchange_revision where id = $1 for update""";

  private static final String DELETE =
      """
      delete from dataexchange_revision
       where data_set = $1 and id = $2 and (not finalized or revoked_at is not null)""";

  private final Postgres postgres;

  public RevisionStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** False when the data set is gone, or has as many as the limit allows. */
  Future<Boolean> insert(Transaction tx, DataSet set, Revision revision, int limit) {
    return tx.execute(
            INSERT,
            Tuple.of(revision.id(), set.source(), revision.comment().orElse(null))
                .addValue(revision.tags())
                .addValue(SqlRows.timestamp(revision.createdAt()))
                .addValue(limit))
        .map(inserted -> inserted.rowCount() == 1);
  }

  public Future<Optional<Revision>> find(DataSet set, String id) {
    return postgres
        .request(FIND, Tuple.of(set.source(), id, set.isOwned()))
        .map(rows -> SqlRows.first(rows, RevisionStore::revision));
  }

  /** Newest first; who was granted the data set sees finalized ones only. */
  Future<List<Revision>> list(DataSet set, ListPage page) {
    return postgres
        .request(LIST, PageRows.bind(Tuple.of(set.source(), set.isOwned()), page))
        .map(rows -> SqlRows.all(rows, RevisionStore::revision));
  }

  /**
   * Changes what is given; null leaves it.
   *
   * @return empty when the revision is not in a state for that
   */
  Future<Optional<Revision>> update(
      Transaction tx, DataSet set, String id, String comment, Boolean finalized, Instant at) {
    return tx.execute(HOLD_SET, Tuple.of(set.id()))
        .compose(
            held ->
                tx.execute(
                    UPDATE,
                    Tuple.of(set.id(), id, comment, finalized).addValue(SqlRows.timestamp(at))))
        .map(rows -> SqlRows.first(rows, RevisionStore::revision));
  }

  /** Empty when the revision is not finalized, or revoked already. */
  Future<Optional<Revision>> revoke(Transaction tx, DataSet set, String id, Revocation taken) {
    return tx.execute(
            REVOKE, Tuple.of(set.id(), id, taken.comment(), SqlRows.timestamp(taken.at())))
        .map(rows -> SqlRows.first(rows, RevisionStore::revision));
  }

  /** False when the revision is finalized and not revoked. */
  Future<Boolean> delete(Transaction tx, DataSet set, String id, Instant leftoversDue) {
    return tx.execute(LOCK, Tuple.of(id))
        .compose(locked -> tx.execute(LEAVE, Tuple.of(id, SqlRows.timestamp(leftoversDue))))
        .compose(left -> tx.execute(DELETE, Tuple.of(set.id(), id)))
        .map(deleted -> deleted.rowCount() == 1);
  }

  private static Revision revision(Row row) {
    return new Revision(
        row.getString("id"),
        Optional.ofNullable(row.getString("comment")),
        row.getBoolean("finalized"),
        SqlRows.optionalInstant(row, "revoked_at")
            .map(at -> new Revocation(at, row.getString("revocation_comment"))),
        row.get(JsonObject.class, "tags"),
        SqlRows.instant(row, "created_at"),
        SqlRows.instant(row, "updated_at"));
  }
}
