package io.longshore.service.cleanroomsml.resource;

import io.longshore.api.Arn;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.configured.OwnershipRules;
import io.longshore.service.resource.TagForm;
import io.longshore.service.resource.TagOperations;
import io.longshore.service.resource.TagRowStore;
import io.longshore.service.resource.TaggedResource;
import io.longshore.store.Postgres;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The tags of all resources. */
public final class CleanRoomsMlTags {

  private static final TagForm FORM = TagForm.map(CleanRoomsMlError.VALIDATION);

  private CleanRoomsMlTags() {}

  public static TagOperations operations(Postgres postgres) {
    return new TagOperations(
        new TagRowStore(postgres, CleanRoomsMlTags::resource),
        FORM,
        ServiceResponse.ok(new JsonObject()));
  }

  /** The request's tags, checked; none where it has none. */
  public static JsonObject of(JsonObject body) {
    return FORM.read(body, "tags");
  }

  public static JsonObject checked(JsonObject tags) {
    return FORM.checked(tags, "tags");
  }

  private static TaggedResource resource(Principal caller, String arn) {
    CleanRoomsMlResourceType kind =
        Arn.parse(arn)
            .flatMap(parsed -> CleanRoomsMlResourceType.of(parsed.resource()))
            .orElseThrow(
                () -> CleanRoomsMlError.RESOURCE_NOT_FOUND.because("There is no resource " + arn));
    return new TaggedResource(
        "cleanroomsml_resource",
        "t.arn = $3 and t.account = $1 and t.region = $2",
        List.of(OwnershipRules.required(caller, kind, arn)),
        CleanRoomsMlError.unknown(kind, arn));
  }
}
