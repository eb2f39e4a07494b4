package io.longshore.operator.key;

import io.longshore.api.ApiError;
import io.longshore.api.Call;
import io.longshore.config.LongshoreConfig;
import io.longshore.identity.audit.OperatorAudit.Actor;
import io.longshore.identity.key.AccessKeyAdmin;
import io.longshore.identity.key.AccessKeyAdmin.View;
import io.longshore.operator.AccountScope;
import io.longshore.operator.OperatorError;
import io.longshore.service.ServiceDependencies;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The access keys that a caller may see and change: those of the accounts that it sees. */
final class KeyAccess {

  private final Postgres postgres;
  private final LongshoreConfig config;
  private final InstantSource clock;
  private final AccountScope scope;
  private final SecureRandom random = new SecureRandom();

  KeyAccess(ServiceDependencies dependencies, AccountScope scope) {
    this.postgres = dependencies.postgres();
    this.config = dependencies.config();
    this.clock = dependencies.clock();
    this.scope = scope;
  }

  AccountScope scope() {
    return scope;
  }

  Postgres postgres() {
    return postgres;
  }

  InstantSource clock() {
    return clock;
  }

  /** The keys of the database; what changes is recorded as the caller's. */
  Future<AccessKeyAdmin> admin(Call call) {
    if (config.auth().masterKey().isEmpty()) {
      return Future.failedFuture(
          OperatorError.VALIDATION.because(
              "This server has no keys in its database: set auth.masterKey_FILE on every server"));
    }
    Actor actor = new Actor(call.principal().accessKey(), call.operation(), call.requestId());
    return AccessKeyAdmin.of(postgres, config.auth(), config.audit().calls(), random, clock, actor);
  }

  /** A key of an account that the caller sees; the error does not tell whether others exist. */
  Future<View> key(AccessKeyAdmin admin, Call call, String id) {
    return admin
        .find(id)
        .map(
            found ->
                found
                    .filter(key -> scope.sees(call.principal(), key.account()))
                    .orElseThrow(() -> unknown(id)));
  }

  static ApiError unknown(String id) {
    return OperatorError.RESOURCE_NOT_FOUND.because(
        "There is no key " + id + " in the database. Keys of auth.keys_FILE are changed there");
  }
}
