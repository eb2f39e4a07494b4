package io.longshore.edge;

import io.longshore.api.Principal;
import io.vertx.core.buffer.Buffer;

/** A request whose signature was verified, on its way to its route. */
record Accepted(Exchange exchange, RequestTarget target, Principal principal, Buffer body) {

  /** Where a routing context carries it. */
  static final String KEY = "accepted";
}
