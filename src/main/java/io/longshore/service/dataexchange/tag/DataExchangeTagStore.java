package io.longshore.service.dataexchange.tag;

import io.longshore.api.Principal;
import io.longshore.store.Postgres;
import io.longshore.store.SqlRows;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** The tags of all resources, which stand in the resources' own rows. */
public final class DataExchangeTagStore {

  private static final String OF_DATA_SET =
      """
      dataexchange_data_set t where t.id = $3 and t.account = $1 and t.region = $2""";

  private static final String OF_REVISION =
      """
      dataexchange_revision t
       where t.id = $4 and t.data_set = $3
         and exists (select from dataexchange_data_set d
                      where d.id = $3 and d.account = $1 and d.region = $2)""";

  private static final String OF_ASSET =
      """
      dataexchange_asset t
       where t.id = $5 and t.revision = $4
         and exists (select from dataexchange_data_set d
                       join dataexchange_revision r on r.data_set = d.id and r.id = $4
                      where d.id = $3 and d.account = $1 and d.region = $2)""";

  private static final String OF_GRANT =
      """
      dataexchange_data_grant t where t.id = $3 and t.account = $1 and t.region = $2""";

  private static final String OF_EVENT_ACTION =
      """
      dataexchange_event_action t where t.id = $3 and t.account = $1 and t.region = $2""";

  private final Postgres postgres;

  public DataExchangeTagStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Empty when the caller has no such resource. */
  Future<Optional<JsonObject>> find(Principal owner, TaggedResource resource) {
    return postgres
        .requests()
        .preparedQuery("select t.tags from " + rows(resource))
        .execute(tuple(owner, resource))
        .map(rows -> SqlRows.first(rows, row -> row.get(JsonObject.class, "tags")));
  }

  /** False when the resource is gone, or would have more than so many. */
  Future<Boolean> add(Principal owner, TaggedResource resource, JsonObject tags, int most) {
    Tuple values = tuple(owner, resource).addValue(tags).addValue(most);
    int next = values.size() - 1;
    String update =
        "update "
            + rows(resource).replaceFirst("where", "set tags = t.tags || \\$%d::jsonb where")
            + " and (select count(*) from jsonb_object_keys(t.tags || $%d::jsonb)) <= $%d";
    return postgres
        .requests()
        .preparedQuery(update.formatted(next, next, next + 1))
        .execute(values)
        .map(updated -> updated.rowCount() == 1);
  }

  Future<Void> remove(Principal owner, TaggedResource resource, List<String> keys) {
    Tuple values = tuple(owner, resource).addValue(keys.toArray(String[]::new));
    String update =
        "update " + rows(resource).replaceFirst("where", "set tags = t.tags - \\$%d::text[] where");
    return postgres
        .requests()
        .preparedQuery(update.formatted(values.size()))
        .execute(values)
        .mapEmpty();
  }

  private static String rows(TaggedResource resource) {
    return switch (resource.type()) {
      case DATA_SET -> OF_DATA_SET;
      case REVISION -> OF_REVISION;
      case ASSET -> OF_ASSET;
      case DATA_GRANT -> OF_GRANT;
      case EVENT_ACTION -> OF_EVENT_ACTION;
      case JOB -> throw new IllegalArgumentException(resource + " has no tags");
    };
  }

  private static Tuple tuple(Principal owner, TaggedResource resource) {
    Tuple values = Tuple.of(owner.account(), owner.region());
    resource.ids().forEach(values::addValue);
    return values;
  }
}
