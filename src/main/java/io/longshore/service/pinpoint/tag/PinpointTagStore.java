package io.longshore.service.pinpoint.tag;

import io.longshore.api.Principal;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;

/** The tags in the rows of apps and segments. All versions of a segment have the same. */
public final class PinpointTagStore {

  private static final String OF_APP =
      """
      select tags from pinpoint_app where id = $1 and account = $2 and region = $3""";

  private static final String OF_SEGMENT =
      """
      select s.tags from pinpoint_segment s join pinpoint_app a on a.id = s.app
       where a.id = $1 and a.account = $2 and a.region = $3 and s.id = $4
       order by s.version desc limit 1""";

  private static final String ADD_TO_APP =
      """
      update pinpoint_app set tags = (tags::jsonb || $4::jsonb)::json
       where id = $1 and account = $2 and region = $3
         and (select count(*) from jsonb_object_keys(tags::jsonb || $4::jsonb)) <= $5""";

  private static final String ADD_TO_SEGMENT =
      """
      update pinpoint_segment s set tags = (s.tags::jsonb || $4::jsonb)::json
        from pinpoint_app a
       where a.id = s.app and a.id = $1 and a.account = $2 and a.region = $3 and s.id = $6
         and (select count(*) from jsonb_object_keys(s.tags::jsonb || $4::jsonb)) <= $5""";

  private static final String REMOVE_FROM_APP =
      """
      update pinpoint_app set tags = (tags::jsonb - $4::text[])::json
       where id = $1 and account = $2 and region = $3""";

  private static final String REMOVE_FROM_SEGMENT =
      """
      update pinpoint_segment s set tags = (s.tags::jsonb - $4::text[])::json
        from pinpoint_app a
       where a.id = s.app and a.id = $1 and a.account = $2 and a.region = $3 and s.id = $5""";

  private final Postgres postgres;

  public PinpointTagStore(Postgres postgres) {
    this.postgres = postgres;
  }

  Future<Optional<JsonObject>> find(Principal owner, String app, Optional<String> segment) {
    Tuple parameters = Tuple.of(app, owner.account(), owner.region());
    segment.ifPresent(parameters::addValue);
    return execute(segment.isPresent() ? OF_SEGMENT : OF_APP, parameters)
        .map(rows -> rows.stream().map(row -> row.get(JsonObject.class, "tags")).findFirst());
  }

  /** False when there would be more than the limit, or there is no such app or segment. */
  Future<Boolean> add(
      Principal owner, String app, Optional<String> segment, JsonObject tags, int most) {
    Tuple parameters = Tuple.of(app, owner.account(), owner.region(), tags, most);
    segment.ifPresent(parameters::addValue);
    return execute(segment.isPresent() ? ADD_TO_SEGMENT : ADD_TO_APP, parameters)
        .map(changed -> changed.rowCount() > 0);
  }

  /** False when there is no such app or segment. */
  Future<Boolean> remove(Principal owner, String app, Optional<String> segment, String[] keys) {
    Tuple parameters = Tuple.of(app, owner.account(), owner.region(), keys);
    segment.ifPresent(parameters::addValue);
    return execute(segment.isPresent() ? REMOVE_FROM_SEGMENT : REMOVE_FROM_APP, parameters)
        .map(changed -> changed.rowCount() > 0);
  }

  private Future<RowSet<Row>> execute(String sql, Tuple parameters) {
    return postgres.requests().preparedQuery(sql).execute(parameters);
  }
}
