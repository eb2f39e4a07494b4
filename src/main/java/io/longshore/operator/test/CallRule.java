package io.longshore.operator.test;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceError;
import io.longshore.api.ServiceProfile;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * A rule by which calls fail or are delayed.
 *
 * @param account whose calls; empty for all accounts
 * @param rule the contract's FaultRule without Left
 * @param times how many calls it happens to; empty for no limit
 * @param left how many calls it can still happen to
 */
record CallRule(
    long id, Optional<String> account, JsonObject rule, Optional<Long> times, long left) {

  /** The member of a rule that LocalStack's effects are stored as. */
  static final String EFFECT = "Effect";

  private static final int UNAVAILABLE = 503;

  /** Whether it is about a call. */
  boolean matches(Principal caller, ServiceProfile service, String operationId) {
    String operation = rule.getString("Operation");
    String named = rule.getString("Service");
    return account.filter(own -> !own.equals(caller.account())).isEmpty()
        && (named == null || named.equals(service.name()) || named.equals(service.signingName()))
        && caller.region().equals(rule.getString("Region", caller.region()))
        && (operation == null || ServedOperations.isNamed(operationId, operation));
  }

  double probability() {
    return rule.containsKey("Probability") ? rule.getDouble("Probability") : 1;
  }

  long latencyMillis() {
    return rule.getLong("LatencyMillis", 0L);
  }

  boolean isEffect() {
    return rule.getBoolean(EFFECT, false);
  }

  /** The error instead of the service's response; empty if the call is only delayed. */
  Optional<ApiError> error() {
    JsonObject error = rule.getJsonObject("Error");
    if (error == null && latencyMillis() > 0) {
      return Optional.empty();
    }
    JsonObject given = error == null ? new JsonObject() : error;
    String code = given.getString("Code", "ServiceUnavailable");
    return Optional.of(
        new ApiError(
            new ServiceError(code, given.getInteger("StatusCode", UNAVAILABLE)),
            given.getString("Message", "A test asked for this response")));
  }

  /** The contract's FaultRule. */
  JsonObject json() {
    JsonObject json = rule.copy();
    times.ifPresent(most -> json.put("Times", most).put("Left", left));
    return json;
  }
}
