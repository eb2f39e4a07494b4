package io.longshore.edge;

import io.vertx.ext.web.RoutingContext;

/** Finds a verified request's operation among those of one service, on one event loop. */
sealed interface ServiceRouter permits ContractRouter, TargetRouter {

  ServedService service();

  /** Takes over a context that carries an {@link Accepted}. */
  void route(RoutingContext context);
}
