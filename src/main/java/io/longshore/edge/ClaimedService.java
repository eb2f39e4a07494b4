package io.longshore.edge;

import io.longshore.identity.session.BearerToken;
import io.longshore.identity.sigv4.UnverifiedCredential;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/**
 * The signing name of the service that a request is for, before its signature or session is
 * verified.
 */
final class ClaimedService {

  /** Names the service of a request with a session token, which has no credential scope. */
  static final String HEADER = "X-Longshore-Service";

  private static final String OPERATOR_PATHS = "/_longshore/";
  private static final String OPERATOR = "longshore";
  private static final String NONE = "";

  private ClaimedService() {}

  /** The signing name, or an empty text when the request names no service. */
  static String of(HttpServerRequest request) {
    String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    return BearerToken.isIn(authorization)
        ? ofSession(request)
        : UnverifiedCredential.service(authorization, request.uri());
  }

  /** S3 takes no sessions: it verifies by itself, and knows signatures only. */
  private static String ofSession(HttpServerRequest request) {
    String named = request.getHeader(HEADER);
    if (named == null) {
      return request.uri().startsWith(OPERATOR_PATHS) ? OPERATOR : NONE;
    }
    return named.equals(UnverifiedCredential.S3) ? NONE : named;
  }
}
