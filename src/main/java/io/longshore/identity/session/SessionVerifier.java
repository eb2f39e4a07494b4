package io.longshore.identity.session;

import static io.longshore.api.CommonError.EXPIRED_TOKEN;
import static io.longshore.api.CommonError.UNRECOGNIZED_CLIENT;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.KeySource;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Verifies requests that present the token of a session instead of a signature. Each request is
 * checked against the session's access key, so that a session ends with its key. Thread-safe.
 */
public final class SessionVerifier {

  private final SessionTokens tokens;
  private final KeySource keys;
  private final InstantSource clock;

  public SessionVerifier(SessionTokens tokens, KeySource keys, InstantSource clock) {
    this.tokens = tokens;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Verifies a request. Fails with an {@code ApiError} of {@code CommonError}.
   *
   * @param authorizations the request's {@code Authorization} headers
   * @param service the signing name of the service that the request is for
   */
  public Future<AuthenticatedCaller> verify(List<String> authorizations, String service) {
    Optional<Session> session = BearerToken.of(authorizations).flatMap(tokens::read);
    if (session.isEmpty()) {
      return Future.failedFuture(invalid());
    }
    return keys.find(session.get().principal().accessKey())
        .map(key -> caller(session.get(), key, service));
  }

  private AuthenticatedCaller caller(Session session, Optional<AccessKey> found, String service) {
    Principal principal = session.principal();
    AccessKey key =
        found
            .filter(AccessKey::enabled)
            .filter(k -> k.account().equals(principal.account()))
            .orElseThrow(SessionVerifier::invalid);
    boolean keyExpired = key.expires().filter(end -> !clock.instant().isBefore(end)).isPresent();
    if (keyExpired || !clock.instant().isBefore(session.until())) {
      throw new ApiError(EXPIRED_TOKEN, "The session has expired; create a new one.");
    }
    keys.used(key);
    return AuthenticatedCaller.ofSession(principal, key.policy(), service, session.until());
  }

  private static ApiError invalid() {
    return new ApiError(
        UNRECOGNIZED_CLIENT, "The session token included in the request is invalid.");
  }
}
