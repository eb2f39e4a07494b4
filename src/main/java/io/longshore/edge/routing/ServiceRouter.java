package io.longshore.edge.routing;

import io.longshore.edge.ServiceEndpoint;
import io.vertx.ext.web.RoutingContext;

/** Routes a verified request to an operation of one service. Belongs to one event loop. */
public sealed interface ServiceRouter permits RestRouter, AwsJsonRouter {

  ServiceEndpoint service();

  /**
   * Routes a request and writes its response.
   *
   * @param context carries the AuthenticatedRequest
   */
  void route(RoutingContext context);
}
