package io.longshore.edge;

import io.longshore.edge.http.RequestTarget;
import io.longshore.identity.Caller;

/** A request whose signature was verified, on its way to its route. */
public record AuthenticatedRequest(
    HttpExchange exchange, RequestTarget target, Caller caller, byte[] body) {

  /** Where a routing context carries it. */
  public static final String KEY = "accepted";
}
