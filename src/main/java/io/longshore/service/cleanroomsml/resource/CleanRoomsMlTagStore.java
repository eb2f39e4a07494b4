package io.longshore.service.cleanroomsml.resource;

import io.longshore.api.Principal;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;

/** The tags of all resources, which stand in the resources' own rows. */
public final class CleanRoomsMlTagStore {

  private static final String FIND =
      """
      select tags from cleanroomsml_resource where arn = $1 and account = $2 and region = $3""";

  private static final String ADD =
      """
      update cleanroomsml_resource set tags = tags || $4::jsonb
       where arn = $1 and account = $2 and region = $3
         and (select count(*) from jsonb_object_keys(tags || $4::jsonb)) <= $5""";

  private static final String REMOVE =
      """
      update cleanroomsml_resource set tags = tags - $4::text[]
       where arn = $1 and account = $2 and region = $3""";

  private final Postgres postgres;

  public CleanRoomsMlTagStore(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Empty when the caller has no such resource. */
  Future<Optional<JsonObject>> find(Principal owner, String arn) {
    return postgres
        .requests()
        .preparedQuery(FIND)
        .execute(Tuple.of(arn, owner.account(), owner.region()))
        .map(rows -> rows.stream().findFirst().map(row -> row.get(JsonObject.class, "tags")));
  }

  /** False when the resource is gone, or would have more than so many. */
  Future<Boolean> add(Principal owner, String arn, JsonObject tags, long most) {
    return postgres
        .requests()
        .preparedQuery(ADD)
        .execute(Tuple.of(arn, owner.account(), owner.region(), tags, most))
        .map(updated -> updated.rowCount() == 1);
  }

  Future<Void> remove(Principal owner, String arn, List<String> keys) {
    return postgres
        .requests()
        .preparedQuery(REMOVE)
        .execute(
            Tuple.of(arn, owner.account(), owner.region()).addValue(keys.toArray(String[]::new)))
        .mapEmpty();
  }
}
