package io.longshore.api;

import io.vertx.core.json.JsonObject;

/**
 * A service's response to a call: a status with a body, an error, or what the response goes on
 * with.
 *
 * @param status the HTTP status of a success; 0 for an error, whose code has its own
 * @param body the JSON body, or null for none
 * @param refusal the error, or null on success
 * @param remark what the audit log says behind the status, or null for nothing
 * @param continuation what follows the call, or null when the response is complete
 */
public record ServiceResponse(
    int status, JsonObject body, ApiError refusal, String remark, Continuation continuation) {

  public static ServiceResponse of(int status, JsonObject body) {
    return new ServiceResponse(status, body, null, null, null);
  }

  public static ServiceResponse ok(JsonObject body) {
    return of(200, body);
  }

  public static ServiceResponse created(JsonObject body) {
    return of(201, body);
  }

  public static ServiceResponse accepted(JsonObject body) {
    return of(202, body);
  }

  public static ServiceResponse noContent() {
    return of(204, null);
  }

  public static ServiceResponse refused(ApiError error) {
    return new ServiceResponse(0, null, error, null, null);
  }

  /** The same response with a remark for the audit log. */
  public ServiceResponse remarked(String text) {
    return new ServiceResponse(status, body, refusal, text, continuation);
  }

  /** A response that the continuation completes. */
  public static ServiceResponse continued(Continuation continuation) {
    return new ServiceResponse(200, null, null, null, continuation);
  }
}
