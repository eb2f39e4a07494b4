package io.longshore.service.personalize.resource;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The operations on tags. Schemas have none. */
public final class PersonalizeTagOperations {

  private static final int MOST = 50;

  private final Postgres postgres;
  private final PersonalizeResourceStore resources;

  public PersonalizeTagOperations(Postgres postgres, PersonalizeResourceStore resources) {
    this.postgres = postgres;
    this.resources = resources;
  }

  /** The tags that something is created with. */
  public static JsonArray of(JsonObject body) {
    return with(new JsonArray(), body.getJsonArray("tags", new JsonArray()));
  }

  public Future<ServiceResponse> add(Call call) {
    JsonArray added = call.body().getJsonArray("tags");
    return change(call, tags -> with(tags, added));
  }

  public Future<ServiceResponse> remove(Call call) {
    List<?> keys = call.body().getJsonArray("tagKeys").getList();
    if (keys.size() > MOST) {
      throw PersonalizeError.TOO_MANY_TAG_KEYS.because(
          "tagKeys must have at most " + MOST + " keys.");
    }
    return change(
        call,
        tags -> {
          Map<String, Object> left = byKey(tags);
          keys.forEach(left::remove);
          return new JsonArray(List.copyOf(left.values()));
        });
  }

  public Future<ServiceResponse> list(Call call) {
    String arn = call.body().getString("resourceArn");
    return resources
        .find(call.principal(), arn)
        .map(found -> taggable(found.orElseThrow(() -> PersonalizeResource.unknown(arn))))
        .map(resource -> ServiceResponse.ok(new JsonObject().put("tags", resource.tags())));
  }

  private Future<ServiceResponse> change(Call call, UnaryOperator<JsonArray> change) {
    String arn = call.body().getString("resourceArn");
    return resources
        .find(call.principal(), arn)
        .map(found -> taggable(found.orElseThrow(() -> PersonalizeResource.unknown(arn))))
        .compose(
            seen ->
                postgres.transact(
                    tx ->
                        resources
                            .lock(tx, call.principal(), seen.kind(), arn)
                            .map(
                                found ->
                                    found
                                        .orElseThrow(() -> PersonalizeResource.unknown(arn))
                                        .usable())
                            .compose(there -> resources.tag(tx, arn, change.apply(there.tags())))))
        .map(ServiceResponse.ok(new JsonObject()));
  }

  private static PersonalizeResource taggable(PersonalizeResource resource) {
    if (resource.kind() == PersonalizeResourceType.SCHEMA) {
      throw PersonalizeError.INVALID_INPUT.because("A schema cannot have tags.");
    }
    return resource;
  }

  private static JsonArray with(JsonArray tags, JsonArray added) {
    Map<String, Object> named = byKey(added);
    if (named.size() < added.size()) {
      throw PersonalizeError.INVALID_INPUT.because("tags must not have a tagKey twice.");
    }
    if (named.keySet().stream().anyMatch(key -> key.regionMatches(true, 0, "aws:", 0, 4))) {
      throw PersonalizeError.INVALID_INPUT.because("A tagKey must not begin with aws:");
    }
    Map<String, Object> all = byKey(tags);
    all.putAll(named);
    if (all.size() > MOST) {
      throw PersonalizeError.TOO_MANY_TAGS.because(
          "A resource must have at most " + MOST + " tags.");
    }
    return new JsonArray(List.copyOf(all.values()));
  }

  /** Of each tag its key and its value, and nothing else that was sent. */
  private static Map<String, Object> byKey(JsonArray tags) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < tags.size(); i++) {
      JsonObject tag = tags.getJsonObject(i);
      String key = tag.getString("tagKey");
      named.put(
          key, new JsonObject().put("tagKey", key).put("tagValue", tag.getString("tagValue")));
    }
    return named;
  }
}
