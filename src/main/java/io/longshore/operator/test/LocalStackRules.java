package io.longshore.operator.test;

import io.longshore.api.ApiError;
import io.longshore.operator.OperatorError;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rules for all accounts in the format of LocalStack's chaos API. */
final class LocalStackRules {

  private static final ServedOperations.Members MEMBERS =
      new ServedOperations.Members("service", "operation");
  private static final String ERROR = "error";
  private static final String LATENCY = "latency";

  /** Their texts and ours. */
  private static final Map<String, String> TEXTS =
      Map.of("service", "Service", "region", "Region", "operation", "Operation");

  /** Their numbers and ours. */
  private static final Map<String, String> NUMBERS =
      Map.of("probability", "Probability", "times", "Times", "latencyMillis", "LatencyMillis");

  private static final int UNAVAILABLE = 503;

  private LocalStackRules() {}

  /**
   * The rules as the contract's FaultRules.
   *
   * @throws ApiError if a member is unknown or of another type, or no call can match a rule
   */
  static List<JsonObject> read(JsonArray rules, ServedOperations served) {
    return rules.stream().map(rule -> read(object("A rule", rule), served)).toList();
  }

  private static JsonObject read(JsonObject rule, ServedOperations served) {
    Set<String> members = new TreeSet<>(TEXTS.keySet());
    members.addAll(NUMBERS.keySet());
    members.add(ERROR);
    requireOnly("a rule", rule, members);
    JsonObject ours = new JsonObject();
    TEXTS.forEach((theirs, name) -> copy(rule, theirs, ours, name, String.class));
    NUMBERS.forEach((theirs, name) -> copy(rule, theirs, ours, name, Number.class));
    served.require(MEMBERS, ours.getString("Service"), ours.getString("Operation"));
    if (rule.containsKey(ERROR)) {
      ours.put("Error", error(object(ERROR, rule.getValue(ERROR))));
    }
    return ours;
  }

  private static JsonObject error(JsonObject error) {
    requireOnly(ERROR, error, Set.of("statusCode", "code"));
    JsonObject ours = new JsonObject().put("StatusCode", UNAVAILABLE);
    ours.put("Code", "ServiceUnavailable");
    copy(error, "statusCode", ours, "StatusCode", Integer.class);
    copy(error, "code", ours, "Code", String.class);
    return ours;
  }

  /**
   * The delay of all calls as the rules that it is stored as.
   *
   * @throws ApiError if a member is unknown or of another type
   */
  static List<JsonObject> readEffects(JsonObject effects) {
    requireOnly("the effects", effects, Set.of(LATENCY));
    JsonObject ours = new JsonObject().put(CallRule.EFFECT, true);
    copy(effects, LATENCY, ours, "LatencyMillis", Number.class);
    return ours.getLong("LatencyMillis", 0L) > 0 ? List.of(ours) : List.of();
  }

  static JsonArray write(List<CallRule> rules) {
    JsonArray all = new JsonArray();
    rules.forEach(rule -> all.add(write(rule)));
    return all;
  }

  private static JsonObject write(CallRule rule) {
    Map<String, String> members = new TreeMap<>(TEXTS);
    members.putAll(NUMBERS);
    JsonObject json = new JsonObject();
    members.forEach((theirs, ours) -> copy(rule.rule(), ours, json, theirs, Object.class));
    rule.times().ifPresent(most -> json.put("times", most));
    JsonObject error = rule.rule().getJsonObject("Error");
    if (error != null) {
      JsonObject shown = new JsonObject();
      copy(error, "StatusCode", shown, "statusCode", Object.class);
      copy(error, "Code", shown, "code", Object.class);
      json.put(ERROR, shown);
    }
    return json;
  }

  /** The delay of all calls. */
  static JsonObject writeEffects(List<CallRule> rules) {
    long millis =
        rules.stream().filter(CallRule::isEffect).mapToLong(CallRule::latencyMillis).sum();
    return new JsonObject().put(LATENCY, millis);
  }

  private static void requireOnly(String what, JsonObject json, Set<String> members) {
    for (String name : json.fieldNames()) {
      if (!members.contains(name)) {
        throw OperatorError.VALIDATION.because(
            "%s is unknown: the members of %s are %s"
                .formatted(name, what, new TreeSet<>(members)));
      }
    }
  }

  private static JsonObject object(String what, Object value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw OperatorError.VALIDATION.because(what + " must be an object");
  }

  private static void copy(
      JsonObject from, String member, JsonObject to, String as, Class<?> type) {
    Object value = from.getValue(member);
    if (value != null && !type.isInstance(value)) {
      throw OperatorError.VALIDATION.because(
          "%s must be a %s".formatted(member, type == String.class ? "text" : "number"));
    }
    if (value != null) {
      to.put(as, value);
    }
  }
}
