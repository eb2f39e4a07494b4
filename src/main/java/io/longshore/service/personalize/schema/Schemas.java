package io.longshore.service.personalize.schema;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.personalize.PersonalizeLists;
import io.longshore.service.personalize.resource.PersonalizeQuotas;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.service.personalize.resource.PersonalizeResourceType;
import io.longshore.service.resource.ListPage;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.Optional;

/** The operations on schemas. */
public final class Schemas {

  private final Postgres postgres;
  private final PersonalizeResourceStore resources;
  private final PersonalizeQuotas quotas;
  private final InstantSource clock;

  public Schemas(
      Postgres postgres,
      PersonalizeResourceStore resources,
      PersonalizeQuotas quotas,
      InstantSource clock) {
    this.postgres = postgres;
    this.resources = resources;
    this.quotas = quotas;
    this.clock = clock;
  }

  public Future<ServiceResponse> create(Call call) {
    JsonObject body = call.body();
    String domain = body.getString("domain");
    SchemaRules.require(RecordSchema.parse(body.getString("schema")), domain);
    JsonObject kept = new JsonObject().put("schema", body.getString("schema"));
    if (domain != null) {
      kept.put("domain", domain);
    }
    PersonalizeResource schema =
        PersonalizeResource.made(
            PersonalizeResourceType.SCHEMA,
            call.principal(),
            body.getString("name"),
            kept,
            new JsonArray(),
            clock.instant());
    return postgres.transactOnce(
        call,
        tx ->
            quotas
                .schema(tx, schema)
                .compose(room -> resources.insert(tx, schema))
                .map(ServiceResponse.ok(new JsonObject().put("schemaArn", schema.arn()))));
  }

  public Future<ServiceResponse> describe(Call call) {
    String arn = call.body().getString("schemaArn");
    return resources
        .required(call.principal(), PersonalizeResourceType.SCHEMA, arn)
        .map(schema -> summary(schema).put("schema", schema.body().getString("schema")))
        .map(schema -> ServiceResponse.ok(new JsonObject().put("schema", schema)));
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = PersonalizeLists.page(call, "");
    return resources
        .list(call.principal(), PersonalizeResourceType.SCHEMA, Optional.empty(), page)
        .map(
            found ->
                page.answer("schemas", found, Schemas::summary, PersonalizeResource::position));
  }

  public Future<ServiceResponse> delete(Call call) {
    String arn = call.body().getString("schemaArn");
    return postgres
        .transact(
            tx ->
                resources
                    .lock(tx, call.principal(), PersonalizeResourceType.SCHEMA, arn)
                    .compose(
                        schema -> resources.user(tx, arn).map(user -> requireUnused(schema, user)))
                    .compose(unused -> resources.deleteSchema(tx, arn)))
        .map(ServiceResponse.of(200, null));
  }

  private static PersonalizeResource requireUnused(
      PersonalizeResource schema, Optional<PersonalizeResource> user) {
    if (user.isPresent()) {
      throw schema.inUse("is used by the dataset " + user.get().arn());
    }
    return schema;
  }

  private static JsonObject summary(PersonalizeResource schema) {
    JsonObject described =
        schema.times(new JsonObject().put("name", schema.name()).put("schemaArn", schema.arn()));
    if (schema.body().containsKey("domain")) {
      described.put("domain", schema.body().getString("domain"));
    }
    return described;
  }
}
