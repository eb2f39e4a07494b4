package io.longshore.edge;

import io.longshore.identity.Caller;
import io.vertx.core.buffer.Buffer;

/** A request whose signature was verified, on its way to its route. */
record Accepted(Exchange exchange, RequestTarget target, Caller caller, Buffer body) {

  /** Where a routing context carries it. */
  static final String KEY = "accepted";
}
