package io.longshore.operator.test;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.async.AsyncLoop;
import io.longshore.async.PeriodicVerticle;
import io.longshore.service.ServiceDependencies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Makes the dates of an account older, and runs maintenance. */
final class AgeOperations {

  private final Vertx vertx;
  private final AccountRowStore rows;
  private final ControlledAccount accounts;
  private final DeliveryOptions delivery;

  AgeOperations(ServiceDependencies dependencies, ControlledAccount accounts) {
    this.vertx = dependencies.vertx();
    this.rows = new AccountRowStore(dependencies.postgres());
    this.accounts = accounts;
    this.delivery =
        new DeliveryOptions()
            .setLocalOnly(true)
            .setSendTimeout(dependencies.config().http().callTimeout().toMillis());
  }

  Future<ServiceResponse> age(Call call) {
    String account = accounts.of(call);
    long seconds = call.body().getLong("Seconds");
    boolean maintained = call.body().getBoolean("Maintenance", true);
    return rows.age(account, seconds)
        .compose(
            count ->
                (maintained ? maintain() : Future.succeededFuture(new JsonArray()))
                    .map(
                        tasks ->
                            ServiceResponse.ok(
                                new JsonObject()
                                    .put("Account", account)
                                    .put("Seconds", seconds)
                                    .put("Rows", count)
                                    .put("Tasks", tasks))));
  }

  Future<ServiceResponse> maintenance(Call call) {
    return maintain().map(tasks -> ServiceResponse.ok(new JsonObject().put("Tasks", tasks)));
  }

  private Future<JsonArray> maintain() {
    Map<String, String> tasks =
        new TreeMap<>(vertx.sharedData().<String, String>getLocalMap(PeriodicVerticle.ON_REQUEST));
    JsonArray ran = new JsonArray();
    return AsyncLoop.forEach(
            tasks.entrySet(),
            task ->
                vertx
                    .eventBus()
                    .request(task.getValue(), "", delivery)
                    .onSuccess(done -> ran.add(new JsonObject().put("Name", task.getKey()))))
        .map(all -> ran);
  }
}
