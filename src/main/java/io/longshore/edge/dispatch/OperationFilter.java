package io.longshore.edge.dispatch;

import io.longshore.api.ServiceResponse;
import io.vertx.core.Future;

/**
 * One step between a routed request and its service. A filter either refuses the call, by a failed
 * future or by throwing, or passes it to the next step; it may act on the response that comes back.
 * Filters run on the event loop and never block.
 */
interface OperationFilter {

  /**
   * Applies this step.
   *
   * @param call the call as the previous step left it
   * @param next the following steps; never throws
   */
  Future<ServiceResponse> apply(OperationCall call, OperationHandler next);
}
