package io.longshore.service.personalize.resource;

import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.resource.TagForm;
import io.longshore.service.resource.TagOperations;
import io.longshore.service.resource.TagStore;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The tags of all resources but schemas, which have none. */
public final class PersonalizeTags implements TagStore {

  private static final TagForm FORM =
      new TagForm(
          "tagKey",
          "tagValue",
          PersonalizeError.INVALID_INPUT,
          PersonalizeError.TOO_MANY_TAGS,
          Optional.of(PersonalizeError.TOO_MANY_TAG_KEYS));

  private final Postgres postgres;
  private final PersonalizeResourceStore resources;

  private PersonalizeTags(Postgres postgres, PersonalizeResourceStore resources) {
    this.postgres = postgres;
    this.resources = resources;
  }

  public static TagOperations operations(Postgres postgres, PersonalizeResourceStore resources) {
    return new TagOperations(
        new PersonalizeTags(postgres, resources), FORM, ServiceResponse.ok(new JsonObject()));
  }

  /** The tags of a request that creates a resource, checked; none where it has none. */
  public static JsonArray of(JsonObject body) {
    return written(FORM.read(body, "tags"));
  }

  @Override
  public Future<JsonObject> find(Principal caller, String arn) {
    return taggable(caller, arn).map(resource -> read(resource.tags()));
  }

  @Override
  public Future<Void> change(Principal caller, String arn, UnaryOperator<JsonObject> change) {
    return taggable(caller, arn)
        .compose(
            seen ->
                postgres.transact(
                    tx ->
                        resources
                            .lock(tx, caller, seen.kind(), arn)
                            .map(locked -> change.apply(read(locked.usable().tags())))
                            .compose(tags -> resources.tag(tx, arn, written(tags)))));
  }

  private Future<PersonalizeResource> taggable(Principal caller, String arn) {
    return resources
        .find(caller, arn)
        .map(
            found -> {
              PersonalizeResource resource =
                  found.orElseThrow(() -> PersonalizeResource.unknown(arn));
              if (resource.kind() == PersonalizeResourceType.SCHEMA) {
                throw PersonalizeError.INVALID_INPUT.because("A schema cannot have tags.");
              }
              return resource;
            });
  }

  private static JsonObject read(JsonArray tags) {
    return FORM.map(tags, "tags");
  }

  /** As rows hold them. The prefix aws: is reserved in any case. */
  private static JsonArray written(JsonObject tags) {
    if (tags.fieldNames().stream().anyMatch(key -> key.regionMatches(true, 0, "aws:", 0, 4))) {
      throw PersonalizeError.INVALID_INPUT.because("A tagKey must not begin with aws:");
    }
    return FORM.pairs(tags);
  }
}
