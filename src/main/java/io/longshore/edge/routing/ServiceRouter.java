package io.longshore.edge.routing;

import io.longshore.edge.ServiceEndpoint;
import io.vertx.ext.web.RoutingContext;

/** Finds a verified request's operation among those of one service, on one event loop. */
public sealed interface ServiceRouter permits RestRouter, TargetRouter {

  ServiceEndpoint service();

  /** Takes over a context that carries an {@code AuthenticatedRequest}. */
  void route(RoutingContext context);
}
