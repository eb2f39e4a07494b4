package io.longshore.edge;

import io.longshore.edge.http.RequestTarget;
import io.longshore.identity.AuthenticatedCaller;

/**
 * A request whose signature is verified.
 *
 * @param body as sent
 */
public record AuthenticatedRequest(
    HttpExchange exchange, RequestTarget target, AuthenticatedCaller caller, byte[] body) {

  /** The key under which a routing context carries it. */
  public static final String KEY = "authenticatedRequest";
}
