package io.longshore.service.dataexchange.event;

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

/** The rows of event actions. */
public final class EventActionStore {

  /**
   * The columns to read, listed by name because a statement with all columns fails once on each
   * connection after a newer version has added one.
   */
  private static final String COLUMNS =
      """
      id, account, region, data_set, source, action, tags, created_at, updated_at""";

  private static final String INSERT =
      """
      insert into dataexchange_event_action
             (id, account, region, data_set, source, action, tags, created_at, updated_at)
      select $1, $2, $3, $4, $5, $6, $7, $8, $8
       where (select count(*) from dataexchange_event_action
               where account = $2 and region = $3) < $9
         and (select count(*) from dataexchange_event_action
               where account = $2 and region = $3 and data_set = $4) < $10""";

  private static final String COUNT_OF_SET =
      """
      select count(*) from dataexchange_event_action
       where account = $1 and region = $2 and data_set = $3""";

  private static final String FIND =
      """
      select %s from dataexchange_event_action where id = $1 and account = $2 and region = $3"""
          .formatted(COLUMNS);

  private static final String LIST =
      """
      select %s from dataexchange_event_action
       where account = $1 and region = $2
         and ($3::timestamptz is null or (created_at, id) < ($3, $4))
         and ($6::text is null or data_set = $6)
       order by created_at desc, id desc limit $5"""
          .formatted(COLUMNS);

  private static final String UPDATE =
      """
      update dataexchange_event_action set action = $4, updated_at = $5
       where id = $1 and account = $2 and region = $3
      returning %s"""
          .formatted(COLUMNS);

  private static final String DELETE =
      """
      delete from dataexchange_event_action where id = $1 and account = $2 and region = $3""";

  // Only for accounts that still have access to the data set.
  private static final String OF_SOURCE =
      """
      select %s from dataexchange_event_action e
       where e.source = $1
         and exists (select from dataexchange_seen_data_set s
                      where s.id = e.data_set and s.account = e.account and s.region = e.region)"""
          .formatted(COLUMNS);

  private static final String RUN =
      """
      insert into dataexchange_event_run (event_action, revision, job) values ($1, $2, $3)
      on conflict do nothing""";

  private final Postgres postgres;

  public EventActionStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** False when the account, or the data set, has as many as a limit allows. */
  Future<Boolean> insert(Transaction tx, EventAction action, int mostOfAccount, int mostOfSet) {
    return tx.execute(
            INSERT,
            Tuple.of(action.id(), action.account(), action.region(), action.dataSet())
                .addValue(action.source())
                .addValue(action.action())
                .addValue(action.tags())
                .addValue(SqlRows.timestamp(action.createdAt()))
                .addValue(mostOfAccount)
                .addValue(mostOfSet))
        .map(inserted -> inserted.rowCount() == 1);
  }

  Future<Long> countOf(Transaction tx, EventAction like) {
    return tx.execute(COUNT_OF_SET, Tuple.of(like.account(), like.region(), like.dataSet()))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  Future<Optional<EventAction>> find(Principal who, String id) {
    return postgres
        .request(FIND, Tuple.of(id, who.account(), who.region()))
        .map(rows -> SqlRows.first(rows, EventActionStore::action));
  }

  /** Newest first. */
  Future<List<EventAction>> list(Principal who, Optional<String> dataSet, ListPage page) {
    return postgres
        .request(
            LIST,
            PageRows.bind(Tuple.of(who.account(), who.region()), page)
                .addValue(dataSet.orElse(null)))
        .map(rows -> SqlRows.all(rows, EventActionStore::action));
  }

  Future<Optional<EventAction>> update(Principal who, String id, JsonObject action, Instant at) {
    return postgres
        .request(UPDATE, Tuple.of(id, who.account(), who.region(), action, SqlRows.timestamp(at)))
        .map(rows -> SqlRows.first(rows, EventActionStore::action));
  }

  Future<Boolean> delete(Principal who, String id) {
    return postgres
        .request(DELETE, Tuple.of(id, who.account(), who.region()))
        .map(deleted -> deleted.rowCount() == 1);
  }

  /** All accounts' actions on that data set. */
  public Future<List<EventAction>> ofSource(Transaction tx, String source) {
    return tx.execute(OF_SOURCE, Tuple.of(source))
        .map(rows -> SqlRows.all(rows, EventActionStore::action));
  }

  /** False if the action has already run for this revision. */
  public Future<Boolean> run(Transaction tx, EventAction action, String revision, String job) {
    return tx.execute(RUN, Tuple.of(action.id(), revision, job))
        .map(inserted -> inserted.rowCount() == 1);
  }

  private static EventAction action(Row row) {
    return new EventAction(
        row.getString("id"),
        row.getString("account"),
        row.getString("region"),
        row.getString("data_set"),
        row.getString("source"),
        row.get(JsonObject.class, "action"),
        row.get(JsonObject.class, "tags"),
        SqlRows.instant(row, "created_at"),
        SqlRows.instant(row, "updated_at"));
  }
}
