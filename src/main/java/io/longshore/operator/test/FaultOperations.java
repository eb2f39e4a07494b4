package io.longshore.operator.test;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Lists and changes the rules by which calls of an account fail. */
final class FaultOperations {

  private static final String FAULTS = "Faults";
  private static final ServedOperations.Members MEMBERS =
      new ServedOperations.Members("Service", "Operation");

  private final TestCallControls controls;
  private final ControlledAccount accounts;

  FaultOperations(TestCallControls controls, ControlledAccount accounts) {
    this.controls = controls;
    this.accounts = accounts;
  }

  Future<ServiceResponse> list(Call call) {
    Optional<String> account = Optional.of(accounts.of(call));
    return controls.changed(account, Future.succeededFuture()).map(FaultOperations::shown);
  }

  Future<ServiceResponse> set(Call call) {
    return controls.set(Optional.of(accounts.of(call)), rules(call)).map(FaultOperations::shown);
  }

  Future<ServiceResponse> add(Call call) {
    return controls.add(Optional.of(accounts.of(call)), rules(call)).map(FaultOperations::shown);
  }

  Future<ServiceResponse> remove(Call call) {
    Optional<String> account = Optional.of(accounts.of(call));
    return (call.body().containsKey(FAULTS)
            ? controls.remove(account, rules(call))
            : controls.set(account, List.of()))
        .map(FaultOperations::shown);
  }

  private List<JsonObject> rules(Call call) {
    return call.body().getJsonArray(FAULTS).stream()
        .map(JsonObject.class::cast)
        .map(this::checked)
        .toList();
  }

  private JsonObject checked(JsonObject rule) {
    controls.served().require(MEMBERS, rule.getString("Service"), rule.getString("Operation"));
    JsonObject own = rule.copy();
    own.remove("Left");
    return own;
  }

  private static ServiceResponse shown(List<CallRule> rules) {
    JsonArray all = new JsonArray();
    rules.forEach(rule -> all.add(rule.json()));
    return ServiceResponse.ok(new JsonObject().put(FAULTS, all));
  }
}
