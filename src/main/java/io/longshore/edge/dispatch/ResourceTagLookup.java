package io.longshore.edge.dispatch;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceResponse;
import io.longshore.async.AsyncLoop;
import io.longshore.identity.policy.AuthorizationRequest;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Looks up the tags of a call's resources by the service's own ListTagsForResource. A resource
 * without tags of its own, such as a job, has those of its parent.
 */
final class ResourceTagLookup {

  private static final String ARN = "resourceArn";

  private final EventBus bus;
  private final DeliveryOptions delivery;
  private final String operation;

  ResourceTagLookup(EventBus bus, DeliveryOptions delivery, ServiceProfile profile) {
    this.bus = bus;
    this.delivery = delivery;
    this.operation = profile.name() + ".ListTagsForResource";
  }

  /**
   * The tags by condition key. A resource that does not exist or belongs to another account has
   * none.
   */
  Future<Map<String, String>> tags(Call call, String arn) {
    AtomicReference<Optional<String>> next = new AtomicReference<>(Optional.of(arn));
    return AsyncLoop.untilPresent(
        () ->
            listTags(call, next.get().orElseThrow())
                .compose(
                    response -> {
                      if (response.refusal() == null) {
                        return Future.succeededFuture(Optional.of(conditions(response.body())));
                      }
                      next.set(next.get().flatMap(ResourceTagLookup::parent));
                      return next.get().isPresent()
                          ? Future.succeededFuture(Optional.empty())
                          : noTags(response.refusal()).map(Optional::of);
                    }));
  }

  private Future<ServiceResponse> listTags(Call call, String arn) {
    JsonObject member = new JsonObject().put(ARN, arn);
    Call listTags = new Call(operation, call.principal(), call.requestId(), member, member.copy());
    return bus.<ServiceResponse>request(operation, listTags, delivery).map(Message::body);
  }

  /** A resource that does not exist has no tags; when the look-up fails, the call fails too. */
  private static Future<Map<String, String>> noTags(ApiError refusal) {
    return refusal.code().status() >= 500 || refusal.code().status() == 429
        ? Future.failedFuture(refusal)
        : Future.succeededFuture(Map.of());
  }

  /** {@code arn:...:apps/a/segments/b} belongs to {@code arn:...:apps/a}. */
  private static Optional<String> parent(String arn) {
    int last = arn.lastIndexOf('/');
    return last > arn.indexOf('/') ? Optional.of(arn.substring(0, last)) : Optional.empty();
  }

  /** Services list tags as an object or as a list of pairs. */
  private static Map<String, String> conditions(JsonObject response) {
    Object tags = response.getValue(response.containsKey("tags") ? "tags" : "Tags");
    Map<String, String> conditions = new HashMap<>();
    if (tags instanceof JsonObject byKey) {
      byKey.forEach(tag -> put(conditions, tag.getKey(), (String) tag.getValue()));
    } else if (tags instanceof JsonArray pairs) {
      pairs.stream()
          .map(JsonObject.class::cast)
          .forEach(tag -> put(conditions, tag.getString("tagKey"), tag.getString("tagValue")));
    }
    return conditions;
  }

  private static void put(Map<String, String> conditions, String key, String value) {
    conditions.put(AuthorizationRequest.RESOURCE_TAG + key.toLowerCase(Locale.ROOT), value);
  }
}
