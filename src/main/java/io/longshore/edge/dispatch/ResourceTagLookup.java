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
 * The tags of what a call is done to, as the service itself lists them for the caller. What has
 * none of its own, such as a job, has those of what it belongs to.
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

  /** By condition key; a resource that is not there, or another account's, has none. */
  Future<Map<String, String>> of(Call call, String resource) {
    AtomicReference<Optional<String>> at = new AtomicReference<>(Optional.of(resource));
    return AsyncLoop.untilPresent(
        () ->
            ask(call, at.get().orElseThrow())
                .compose(
                    answer -> {
                      if (answer.refusal() == null) {
                        return Future.succeededFuture(Optional.of(conditions(answer.body())));
                      }
                      at.set(at.get().flatMap(ResourceTagLookup::parent));
                      return at.get().isPresent()
                          ? Future.succeededFuture(Optional.empty())
                          : unknown(answer.refusal()).map(Optional::of);
                    }));
  }

  private Future<ServiceResponse> ask(Call call, String resource) {
    JsonObject named = new JsonObject().put(ARN, resource);
    Call asked = new Call(operation, call.principal(), call.requestId(), named, named.copy());
    return bus.<ServiceResponse>request(operation, asked, delivery).map(Message::body);
  }

  /** Only what is not there has no tags; what cannot be told must not look as if it had none. */
  private static Future<Map<String, String>> unknown(ApiError refusal) {
    return refusal.code().status() >= 500 || refusal.code().status() == 429
        ? Future.failedFuture(refusal)
        : Future.succeededFuture(Map.of());
  }

  /** {@code arn:...:apps/a/segments/b} belongs to {@code arn:...:apps/a}. */
  private static Optional<String> parent(String resource) {
    int last = resource.lastIndexOf('/');
    return last > resource.indexOf('/')
        ? Optional.of(resource.substring(0, last))
        : Optional.empty();
  }

  /** The services list them as an object, or as a list of pairs. */
  private static Map<String, String> conditions(JsonObject answer) {
    Object tags = answer.getValue(answer.containsKey("tags") ? "tags" : "Tags");
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
