package io.longshore.service.pinpoint.app;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.service.resource.ListPage;
import io.longshore.service.resource.PageRows;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** The rows of apps. */
public final class AppStore {

  private static final String COLUMNS =
      "id, account, region, name, tags, created_at, coalesce(endpoints, id) as endpoints";

  private static final String INSERT =
      """
      insert into pinpoint_app (id, account, region, name, tags, created_at)
      values ($1, $2, $3, $4, $5, $6)""";

  private static final String FIND =
      """
      select %s from pinpoint_app where id = $1 and account = $2 and region = $3"""
          .formatted(COLUMNS);

  private static final String PAGE =
      """
      select %s from pinpoint_app
       where account = $1 and region = $2
         and ($3::timestamptz is null or (created_at, id) > ($3, $4))
       order by created_at, id limit $5"""
          .formatted(COLUMNS);

  private static final String HOLD =
      """
      select from pinpoint_app where id = $1 and account = $2 and region = $3 for key share""";

  private static final String DELETE =
      """
      delete from pinpoint_app where id = $1 and account = $2 and region = $3
      returning %s"""
          .formatted(COLUMNS);

  private static final String SETTINGS =
      """
      select settings from pinpoint_app where id = $1 and account = $2 and region = $3""";

  private static final String CHANGE_SETTINGS =
      """
      update pinpoint_app
         set settings = (coalesce(settings::jsonb, '{}') || $4::jsonb)::json
       where id = $1 and account = $2 and region = $3
      returning settings""";

  private static final String EVENT_STREAM =
      """
      select event_stream from pinpoint_app where id = $1 and account = $2 and region = $3""";

  private static final String SET_EVENT_STREAM =
      """
      update pinpoint_app set event_stream = $4
       where id = $1 and account = $2 and region = $3""";

  private static final String REMOVE_EVENT_STREAM =
      """
      with held as materialized (
        select id, event_stream from pinpoint_app
         where id = $1 and account = $2 and region = $3 and event_stream is not null for update)
      update pinpoint_app a set event_stream = null from held where a.id = held.id
      returning held.event_stream""";

  private final Postgres postgres;

  public AppStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Stores an app and the response of the call. */
  Future<ServiceResponse> create(Call call, App app, ServiceResponse answer) {
    return postgres.transactOnce(call, tx -> insert(tx, app).map(answer));
  }

  private static Future<Void> insert(Transaction transaction, App app) {
    return transaction
        .execute(
            INSERT,
            Tuple.of(
                app.id(),
                app.account(),
                app.region(),
                app.name(),
                app.tags(),
                SqlRows.timestamp(app.createdAt())))
        .mapEmpty();
  }

  Future<Optional<App>> find(Principal owner, String id) {
    return postgres
        .request(FIND, Tuple.of(id, owner.account(), owner.region()))
        .map(AppStore::first);
  }

  /** The owner's apps, ordered by creation. */
  Future<List<App>> list(Principal owner, ListPage page) {
    return postgres
        .request(PAGE, PageRows.bind(Tuple.of(owner.account(), owner.region()), page))
        .map(rows -> SqlRows.all(rows, AppStore::app));
  }

  /** Keeps the app from being deleted before the transaction ends; false when it was deleted. */
  public Future<Boolean> hold(Transaction transaction, Principal owner, String id) {
    return transaction
        .execute(HOLD, Tuple.of(id, owner.account(), owner.region()))
        .map(found -> found.size() == 1);
  }

  /** Deletes the app and its segments, but not its endpoints. */
  Future<Optional<App>> delete(Transaction transaction, Principal owner, String id) {
    return transaction
        .execute(DELETE, Tuple.of(id, owner.account(), owner.region()))
        .map(AppStore::first);
  }

  /** The stored settings; empty when there are none. */
  Future<Optional<JsonObject>> settings(Principal owner, String id) {
    return json(SETTINGS, Tuple.of(id, owner.account(), owner.region()));
  }

  /**
   * Sets those members of the settings and returns all settings; empty when the app was deleted.
   */
  Future<Optional<JsonObject>> changeSettings(Principal owner, String id, JsonObject members) {
    return json(CHANGE_SETTINGS, Tuple.of(id, owner.account(), owner.region(), members));
  }

  public Future<Optional<JsonObject>> eventStream(Principal owner, String id) {
    return json(EVENT_STREAM, Tuple.of(id, owner.account(), owner.region()));
  }

  /** False when the app was deleted. */
  public Future<Boolean> setEventStream(Principal owner, String id, JsonObject stream) {
    return postgres
        .request(SET_EVENT_STREAM, Tuple.of(id, owner.account(), owner.region(), stream))
        .map(changed -> changed.rowCount() == 1);
  }

  /** Deletes the event stream and returns it; empty when there was none. */
  public Future<Optional<JsonObject>> removeEventStream(Principal owner, String id) {
    return json(REMOVE_EVENT_STREAM, Tuple.of(id, owner.account(), owner.region()));
  }

  private Future<Optional<JsonObject>> json(String sql, Tuple parameters) {
    return postgres
        .request(sql, parameters)
        .map(rows -> rows.stream().findFirst().map(row -> row.get(JsonObject.class, 0)));
  }

  private static Optional<App> first(RowSet<Row> rows) {
    return SqlRows.first(rows, AppStore::app);
  }

  private static App app(Row row) {
    return new App(
        row.getString("id"),
        row.getString("account"),
        row.getString("region"),
        row.getString("name"),
        row.get(JsonObject.class, "tags"),
        SqlRows.instant(row, "created_at"),
        row.getString("endpoints"));
  }
}
