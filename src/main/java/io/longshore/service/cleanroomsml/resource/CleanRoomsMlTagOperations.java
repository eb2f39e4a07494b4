package io.longshore.service.cleanroomsml.resource;

import io.longshore.api.Arn;
import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.api.TagRules;
import io.longshore.service.cleanroomsml.CleanRoomsMlError;
import io.longshore.service.cleanroomsml.configured.OwnershipRules;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** The operations on tags, and the rules for them. */
public final class CleanRoomsMlTagOperations {

  private final CleanRoomsMlTagStore tags;

  public CleanRoomsMlTagOperations(CleanRoomsMlTagStore tags) {
    this.tags = tags;
  }

  /** The request's tags, checked; empty where it has none. */
  public static JsonObject of(JsonObject body) {
    return checked(body.getJsonObject("tags", new JsonObject()));
  }

  public static JsonObject checked(JsonObject tags) {
    return TagRules.checked(tags, "tags", CleanRoomsMlError.VALIDATION);
  }

  public Future<ServiceResponse> list(Call call) {
    return with(call, Future::succeededFuture)
        .map(found -> ServiceResponse.ok(new JsonObject().put("tags", found)));
  }

  public Future<ServiceResponse> add(Call call) {
    JsonObject more = checked(call.body().getJsonObject("tags"));
    String arn = call.parameter("resourceArn");
    return with(call, found -> tags.add(call.principal(), arn, more, TagRules.MOST))
        .map(
            added -> {
              if (!added) {
                throw CleanRoomsMlError.VALIDATION.because(
                    "The resource would have more than " + TagRules.MOST + " tags");
              }
              return ServiceResponse.ok(new JsonObject());
            });
  }

  public Future<ServiceResponse> remove(Call call) {
    List<String> keys =
        call.parameters().getJsonArray("tagKeys").stream().map(String.class::cast).toList();
    return with(call, found -> tags.remove(call.principal(), call.parameter("resourceArn"), keys))
        .map(removed -> ServiceResponse.ok(new JsonObject()));
  }

  /** Does that with the resource's tags, if the caller has it. */
  private <T> Future<T> with(Call call, Function<JsonObject, Future<T>> then) {
    String arn = call.parameter("resourceArn");
    CleanRoomsMlResourceType kind =
        Arn.parse(arn)
            .flatMap(parsed -> CleanRoomsMlResourceType.of(parsed.resource()))
            .orElseThrow(
                () -> CleanRoomsMlError.RESOURCE_NOT_FOUND.because("There is no resource " + arn));
    return tags.find(call.principal(), OwnershipRules.required(call.principal(), kind, arn))
        .map(found -> found.orElseThrow(() -> CleanRoomsMlError.unknown(kind, arn)))
        .compose(then);
  }
}
