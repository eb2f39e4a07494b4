package io.longshore.service.pinpoint.user;

import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** Users whose endpoints were written before a user's attributes were those of all of them. */
final class UserAttributeSyncStore {

  /** A user; {@code differ} when not all of the endpoints that were looked at say the same. */
  record Looked(String user, boolean differ) {}

  /** Whose app it is. */
  record Owned(String app, String account, String region) {}

  private static final String TAKE =
      """
      with taken as (
        delete from pinpoint_share
         where app = (select app from pinpoint_share order by app limit 1 for update skip locked)
        returning app)
      select taken.app, a.account, a.region from taken left join pinpoint_app a on a.id = taken.app""";

  private static final String LOOK =
      """
      -- all buckets: the endpoints of a user
      select user_id,
             count(distinct coalesce(line::jsonb #> '{User,UserAttributes}', '{}')) > 1 as differ
        from (select user_id, line from pinpoint_endpoint
               where container = $1 and user_id > $2 order by user_id limit $3) looked
       group by user_id order by user_id""";

  private final Postgres postgres;

  UserAttributeSyncStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * Takes an app from the list, for good if the transaction commits.
   *
   * @return empty when the list is; within, empty for an app that is gone
   */
  Future<Optional<Optional<Owned>>> take(Transaction tx) {
    return tx.connection()
        .preparedQuery(TAKE)
        .execute()
        .map(rows -> rows.stream().findFirst().map(UserAttributeSyncStore::owned));
  }

  /** The users of so many endpoints after that user, in their order; the last may have more. */
  Future<List<Looked>> look(String container, String after, int endpoints) {
    return postgres
        .work()
        .preparedQuery(LOOK)
        .execute(Tuple.of(container, after, endpoints))
        .map(
            rows ->
                rows.stream()
                    .map(row -> new Looked(row.getString("user_id"), row.getBoolean("differ")))
                    .toList());
  }

  private static Optional<Owned> owned(Row row) {
    return Optional.ofNullable(row.getString("account"))
        .map(account -> new Owned(row.getString("app"), account, row.getString("region")));
  }
}
