package io.longshore.edge.dispatch;

import io.longshore.api.ServiceResponse;
import io.longshore.async.SafeCall;
import io.vertx.core.Future;
import java.util.List;

/** Answers a call: the service itself, or the service behind one or more filters. */
interface OperationHandler {

  Future<ServiceResponse> handle(OperationCall call);

  /**
   * Puts filters in front of a handler. What a filter throws fails the future.
   *
   * @param filters the first one sees the call first and the response last
   */
  static OperationHandler chain(List<OperationFilter> filters, OperationHandler service) {
    OperationHandler chain = service;
    for (int i = filters.size() - 1; i >= 0; i--) {
      OperationFilter filter = filters.get(i);
      OperationHandler next = chain;
      chain = call -> SafeCall.call(() -> filter.apply(call, next));
    }
    return chain;
  }
}
