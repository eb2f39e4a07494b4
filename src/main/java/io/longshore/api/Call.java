package io.longshore.api;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * An authenticated and validated call, as the edge sends it to a service.
 *
 * @param operation the contract's operationId, for example {@code pinpoint.CreateApp}
 * @param principal the caller
 * @param requestId the response's {@code x-amzn-RequestId}
 * @param parameters path and query parameters under the contract's names, decoded once, in the
 *     schema's types; absent ones are omitted
 * @param body the JSON body without null members, or an empty object when the operation has none
 * @param slot where the response is stored for retries; empty when it is not stored
 */
public record Call(
    String operation,
    Principal principal,
    String requestId,
    JsonObject parameters,
    JsonObject body,
    Optional<ResponseSlot> slot) {

  /** A call whose response is not stored. */
  public Call(
      String operation,
      Principal principal,
      String requestId,
      JsonObject parameters,
      JsonObject body) {
    this(operation, principal, requestId, parameters, body, Optional.empty());
  }

  /** This call, with its response stored in that slot. */
  public Call withSlot(ResponseSlot responseSlot) {
    return new Call(operation, principal, requestId, parameters, body, Optional.of(responseSlot));
  }

  /** The value of a text parameter, or null. */
  public String parameter(String name) {
    return parameters.getString(name);
  }

  /** The parameter of that name, or else the body's member, or null. */
  public Object member(String name) {
    return parameters.containsKey(name) ? parameters.getValue(name) : body.getValue(name);
  }
}
