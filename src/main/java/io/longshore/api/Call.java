package io.longshore.api;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * A verified and validated request on its way from the edge to a service.
 *
 * @param operation the contract's operationId, for example {@code pinpoint.CreateApp}
 * @param principal who calls
 * @param requestId what the answer's {@code x-amzn-RequestId} will say
 * @param parameters path and query parameters under the contract's names, decoded once, in the
 *     schema's types; absent ones are absent
 * @param body the JSON body without null members, or an empty object where the operation has none
 * @param slot where its answer is kept, when it is one that may be sent again
 */
public record Call(
    String operation,
    Principal principal,
    String requestId,
    JsonObject parameters,
    JsonObject body,
    Optional<ResponseSlot> slot) {

  /** One whose answer is not kept. */
  public Call(
      String operation,
      Principal principal,
      String requestId,
      JsonObject parameters,
      JsonObject body) {
    this(operation, principal, requestId, parameters, body, Optional.empty());
  }

  /** The same, with its answer kept there. */
  public Call answeredAt(ResponseSlot kept) {
    return new Call(operation, principal, requestId, parameters, body, Optional.of(kept));
  }

  /** The parameter of that name, or null. */
  public String parameter(String name) {
    return parameters.getString(name);
  }
}
