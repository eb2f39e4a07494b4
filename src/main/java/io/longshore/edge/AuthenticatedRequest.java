package io.longshore.edge;

import io.longshore.edge.http.RequestTarget;
import io.longshore.identity.AuthenticatedCaller;

/** A request whose signature was verified, on its way to its route. */
public record AuthenticatedRequest(
    HttpExchange exchange, RequestTarget target, AuthenticatedCaller caller, byte[] body) {

  /** Where a routing context carries it. */
  public static final String KEY = "accepted";
}
