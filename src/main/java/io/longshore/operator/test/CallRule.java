package io.longshore.operator.test;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.api.ServiceError;
import io.longshore.api.ServiceProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  static final Set<String> SERVICES =
      Set.of(
          "pinpoint",
          "mobiletargeting",
          "personalize",
          "personalize-events",
          "dataexchange",
          "cleanroomsml",
          "cleanrooms-ml");

  private static final Map<String, String> LOCAL_STACK =
      Map.of(
          "service", "Service",
          "region", "Region",
          "operation", "Operation",
          "probability", "Probability",
          "times", "Times",
          "latencyMillis", "LatencyMillis");
  private static final int UNAVAILABLE = 503;

  /** Whether it is about a call. */
  boolean matches(Principal caller, ServiceProfile service, String operationId) {
    String operation = rule.getString("Operation");
    String named = rule.getString("Service");
    return account.filter(own -> !own.equals(caller.account())).isEmpty()
        && (named == null || named.equals(service.name()) || named.equals(service.signingName()))
        && caller.region().equals(rule.getString("Region", caller.region()))
        && (operation == null
            || operation.equals(operationId)
            || operationId.endsWith("." + operation));
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

  /** The rule in LocalStack's format. */
  JsonObject localStack() {
    JsonObject json = new JsonObject();
    LOCAL_STACK.forEach((theirs, ours) -> copy(rule, ours, json, theirs));
    times.ifPresent(most -> json.put("times", most));
    JsonObject error = rule.getJsonObject("Error");
    if (error != null) {
      JsonObject shown = new JsonObject();
      copy(error, "StatusCode", shown, "statusCode");
      copy(error, "Code", shown, "code");
      json.put("error", shown);
    }
    return json;
  }

  /**
   * The rules of LocalStack's format as the contract's FaultRules.
   *
   * @throws ClassCastException if a member has another type
   */
  static List<JsonObject> ofLocalStack(JsonArray rules) {
    return rules.stream().map(JsonObject.class::cast).map(CallRule::ofLocalStack).toList();
  }

  private static JsonObject ofLocalStack(JsonObject rule) {
    JsonObject ours = new JsonObject();
    for (String text : List.of("service", "region", "operation")) {
      if (rule.containsKey(text)) {
        ours.put(LOCAL_STACK.get(text), rule.getString(text));
      }
    }
    for (String number : List.of("probability", "times", "latencyMillis")) {
      if (rule.containsKey(number)) {
        ours.put(LOCAL_STACK.get(number), rule.getNumber(number));
      }
    }
    JsonObject error = rule.getJsonObject("error");
    if (error != null) {
      ours.put(
          "Error",
          new JsonObject()
              .put("StatusCode", error.getInteger("statusCode", UNAVAILABLE))
              .put("Code", error.getString("code", "ServiceUnavailable")));
    }
    return ours;
  }

  private static void copy(JsonObject from, String member, JsonObject to, String as) {
    if (from.containsKey(member)) {
      to.put(as, from.getValue(member));
    }
  }
}
