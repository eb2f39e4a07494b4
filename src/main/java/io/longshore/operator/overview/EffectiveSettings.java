package io.longshore.operator.overview;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.load.EffectiveSetting;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The operation GetSettings: the settings of this replica, for operators, without secrets. */
public final class EffectiveSettings {

  private final LongshoreConfig config;
  private final AccountScope scope;

  public EffectiveSettings(LongshoreConfig config, AccountScope scope) {
    this.config = config;
    this.scope = scope;
  }

  public Future<ServiceResponse> get(Call call) {
    if (!scope.isOperator(call.principal())) {
      return Future.failedFuture(
          OperatorError.ACCESS_DENIED.because(
              "Account %s is not an operator, and only operators see the settings of the server. The setting operators.accounts lists operators"
                  .formatted(call.principal().account())));
    }
    JsonArray settings = new JsonArray();
    config.effective().forEach(setting -> settings.add(view(setting)));
    return Future.succeededFuture(ServiceResponse.ok(new JsonObject().put("Settings", settings)));
  }

  private static JsonObject view(EffectiveSetting setting) {
    JsonObject view =
        new JsonObject()
            .put("Name", setting.key())
            .put("IsDefault", setting.isDefault())
            .put("IsSecret", setting.isSecret());
    setting.value().ifPresent(value -> view.put("Value", value));
    return view;
  }
}
