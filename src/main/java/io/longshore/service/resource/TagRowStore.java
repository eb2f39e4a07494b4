package io.longshore.service.resource;

import io.longshore.api.Principal;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The tags that are stored in the rows of their resources. */
public final class TagRowStore implements TagStore {

  private static final String FIND = "select t.tags from %s t where %s";
  private static final String LOCK = FIND + " for no key update";
  private static final String CHANGE = "update %s t set tags = $%d::jsonb where %s";

  private final Postgres postgres;
  private final BiFunction<Principal, String, TaggedResource> parser;

  /**
   * @param parser the resource of an ARN; throws when the caller can have no such resource
   */
  public TagRowStore(Postgres postgres, BiFunction<Principal, String, TaggedResource> parser) {
    this.postgres = postgres;
    this.parser = parser;
  }

  @Override
  public Future<JsonObject> find(Principal caller, String arn) {
    return find(postgres.requests(), FIND, caller, parser.apply(caller, arn));
  }

  @Override
  public Future<Void> change(Principal caller, String arn, UnaryOperator<JsonObject> change) {
    TaggedResource resource = parser.apply(caller, arn);
    Tuple values = values(caller, resource);
    String update = CHANGE.formatted(resource.table(), values.size() + 1, resource.condition());
    return postgres.transact(
        tx ->
            find(tx.connection(), LOCK, caller, resource)
                .map(change)
                .compose(tags -> tx.execute(update, values.addValue(tags)))
                .mapEmpty());
  }

  private static Future<JsonObject> find(
      SqlClient client, String sql, Principal caller, TaggedResource resource) {
    return client
        .preparedQuery(sql.formatted(resource.table(), resource.condition()))
        .execute(values(caller, resource))
        .map(
            rows ->
                rows.stream()
                    .findFirst()
                    .orElseThrow(resource::unknown)
                    .get(JsonObject.class, "tags"));
  }

  private static Tuple values(Principal caller, TaggedResource resource) {
    Tuple values = Tuple.of(caller.account(), caller.region());
    resource.ids().forEach(values::addValue);
    return values;
  }
}
