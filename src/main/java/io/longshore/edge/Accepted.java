package io.longshore.edge;

import io.longshore.identity.Caller;

/** A request whose signature was verified, on its way to its route. */
record Accepted(Exchange exchange, RequestTarget target, Caller caller, byte[] body) {

  /** Where a routing context carries it. */
  static final String KEY = "accepted";
}
