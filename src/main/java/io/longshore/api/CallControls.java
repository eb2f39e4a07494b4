package io.longshore.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * What tests do to API calls: make them fail or late, and read which there were. Used by the edge;
 * implementations may be called from every event loop.
 */
public interface CallControls {

  /** The User-Agent of the server's own requests, which are neither recorded nor made to fail. */
  String OWN_AGENT = "longshore-test-controls";

  /** Where test controls are off. */
  CallControls NONE =
      new CallControls() {
        @Override
        public Future<Boolean> admit(Principal caller, ServiceProfile service, String operationId) {
          return Future.succeededFuture(false);
        }

        @Override
        public void record(ApiCall call) {}

        @Override
        public Future<JsonArray> faults(String method, JsonArray rules) {
          return Future.succeededFuture(new JsonArray());
        }

        @Override
        public Future<JsonObject> effects(JsonObject effects) {
          return Future.succeededFuture(new JsonObject());
        }
      };

  /**
   * A call that was answered.
   *
   * @param account the caller's, or the one that a refused signature claims
   * @param operationId {@code none} if the request was refused before it was known
   * @param error its code and message; null on success
   * @param injected whether a test has refused or delayed it
   */
  record ApiCall(
      String requestId,
      Instant at,
      String service,
      String operationId,
      String account,
      String accessKey,
      String region,
      String method,
      String path,
      int status,
      ApiError error,
      double millis,
      boolean injected) {}

  /**
   * Lets a call go on, now or later. Fails with an {@link ApiError} if a test makes it fail.
   *
   * @return whether a test has delayed it
   */
  Future<Boolean> admit(Principal caller, ServiceProfile service, String operationId);

  /** Remembers a call. */
  void record(ApiCall call);

  /**
   * Reads or changes the rules for all accounts, in LocalStack's format.
   *
   * @param method of the request: GET reads, POST and PUT replace, PATCH adds, DELETE removes
   * @return all rules
   */
  Future<JsonArray> faults(String method, JsonArray rules);

  /**
   * Changes the delay of all calls of all accounts, in LocalStack's format.
   *
   * @param effects null to read only
   * @return the present ones
   */
  Future<JsonObject> effects(JsonObject effects);
}
