package io.longshore.operator.test;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.config.LongshoreConfig;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import java.util.Optional;

/** Whether test controls are on, and the account that a call controls. */
final class ControlledAccount {

  private final Optional<String> off;
  private final AccountScope scope;

  ControlledAccount(LongshoreConfig config, AccountScope scope) {
    this.off = config.testControlsRefusal();
    this.scope = scope;
  }

  /**
   * Refuses the call while test controls are off.
   *
   * @throws ApiError that says why they are off
   */
  void requireOn() {
    off.ifPresent(
        why -> {
          throw OperatorError.ACCESS_DENIED.because(
              "Test controls are off, because %s. They are on with the embedded database, listeners on loopback addresses and the test keys; see the setting test.controls"
                  .formatted(why));
        });
  }

  /**
   * The account that the call names, or else the caller's own.
   *
   * @throws ApiError if the caller does not see the account
   */
  String of(Call call) {
    Object parameter = call.member("account");
    Object named = parameter == null ? call.member("Account") : parameter;
    return named == null
        ? call.principal().account()
        : scope.require(call.principal(), (String) named);
  }

  /** The account that restricts what a caller finds by id; empty for an operator. */
  Optional<String> limit(Call call) {
    return scope.isOperator(call.principal())
        ? Optional.empty()
        : Optional.of(call.principal().account());
  }
}
