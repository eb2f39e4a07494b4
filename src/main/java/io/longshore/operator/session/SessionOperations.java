package io.longshore.operator.session;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.config.AuthConfig;
import io.longshore.identity.key.ServerKeys;
import io.longshore.identity.session.Session;
import io.longshore.identity.session.SessionTokens;
import io.longshore.operator.AccountScope;
import io.longshore.service.ServiceDependencies;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/** Creates sessions. The edge lets only signed requests in here. */
public final class SessionOperations {

  private final Postgres postgres;
  private final AuthConfig config;
  private final InstantSource clock;
  private final AccountScope scope;
  private final SecureRandom random = new SecureRandom();

  public SessionOperations(ServiceDependencies dependencies, AccountScope scope) {
    this.postgres = dependencies.postgres();
    this.config = dependencies.config().auth();
    this.clock = dependencies.clock();
    this.scope = scope;
  }

  /** Creates a session of the caller's key, in the region of the call. */
  public Future<ServiceResponse> create(Call call) {
    long seconds = call.body().getLong("DurationSeconds", SessionTokens.MAX_VALIDITY.toSeconds());
    return ServerKeys.of(config, postgres, random)
        .map(keys -> new SessionTokens(keys, clock, random))
        .map(tokens -> answer(call, tokens, Duration.ofSeconds(seconds)));
  }

  private ServiceResponse answer(Call call, SessionTokens tokens, Duration validity) {
    Session session = tokens.begin(call.principal(), validity);
    return ServiceResponse.ok(
        new JsonObject()
            .put("Token", tokens.token(session))
            .put("ExpiresAt", session.until().toString())
            .put("Account", call.principal().account())
            .put("AccessKeyId", call.principal().accessKey())
            .put("Operator", scope.isOperator(call.principal())));
  }
}
