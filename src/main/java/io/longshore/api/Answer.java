package io.longshore.api;

import io.vertx.core.json.JsonObject;

/**
 * What a service says to a call: a status with a body, or a refusal.
 *
 * @param status the HTTP status of a success; 0 on a refusal, whose code has its own
 * @param body the JSON body, or null for none
 * @param refusal why not, or null on success
 */
public record Answer(int status, JsonObject body, ApiError refusal) {

  public static Answer of(int status, JsonObject body) {
    return new Answer(status, body, null);
  }

  public static Answer ok(JsonObject body) {
    return of(200, body);
  }

  public static Answer created(JsonObject body) {
    return of(201, body);
  }

  public static Answer accepted(JsonObject body) {
    return of(202, body);
  }

  public static Answer noContent() {
    return of(204, null);
  }

  public static Answer refused(ApiError error) {
    return new Answer(0, null, error);
  }
}
