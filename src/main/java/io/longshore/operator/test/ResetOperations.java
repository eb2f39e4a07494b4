package io.longshore.operator.test;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.fate.FateStore;
import io.longshore.engine.store.JobStore;
import io.longshore.engine.transition.JobDeletionStore;
import io.longshore.operator.OperatorError;
import io.longshore.operator.seed.LoopbackCalls;
import io.longshore.service.ServiceDependencies;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Deletes what an account has. */
final class ResetOperations {

  private final ServiceDependencies dependencies;
  private final JobStore engine;
  private final ControlledAccount accounts;
  private final TestCallControls controls;
  private final FateStore fates;
  private final LoopbackClient client;

  ResetOperations(
      ServiceDependencies dependencies,
      JobStore engine,
      ControlledAccount accounts,
      TestCallControls controls,
      LoopbackClient client) {
    this.dependencies = dependencies;
    this.engine = engine;
    this.accounts = accounts;
    this.controls = controls;
    this.fates = new FateStore(dependencies.postgres());
    this.client = client;
  }

  Future<ServiceResponse> reset(Call call) {
    String account = accounts.of(call);
    LoopbackCalls calls = client.of(account, call.principal().region());
    JsonArray named = call.body().getJsonArray("Services");
    String[] services =
        named == null ? null : named.stream().map(String.class::cast).toArray(String[]::new);
    boolean empty = call.body().getBoolean("EmptyBuckets", false);
    return cleared(account, services)
        .compose(gone -> reset(account, services, calls).run())
        .compose(
            result ->
                (empty ? AccountReset.emptyBuckets(calls) : Future.succeededFuture(0))
                    .map(objects -> shown(account, result, objects)));
  }

  /** Fates first: they hold jobs, which would not end. */
  private Future<Void> cleared(String account, String[] services) {
    controls.journal().clear(account);
    return fates
        .clear(account)
        .compose(
            gone ->
                services == null
                    ? controls.set(Optional.of(account), List.of()).mapEmpty()
                    : Future.succeededFuture());
  }

  private AccountReset reset(String account, String[] services, LoopbackCalls calls) {
    return new AccountReset(
        dependencies.vertx(),
        engine,
        new AccountRowStore(dependencies.postgres()),
        new JobDeletionStore(dependencies.postgres()),
        calls,
        account,
        services);
  }

  private static ServiceResponse shown(String account, AccountReset.Result result, int objects) {
    if (!result.done()) {
      throw OperatorError.CONFLICT.because(
          "Account %s still has jobs or resources that could not be deleted within 20 s: call ResetAccount again"
              .formatted(account));
    }
    return ServiceResponse.ok(
        new JsonObject()
            .put("Account", account)
            .put("Jobs", result.jobs())
            .put("Resources", result.resources())
            .put("Objects", objects));
  }
}
