package io.longshore.edge.dispatch;

import io.longshore.api.ServiceResponse;
import io.longshore.edge.management.HttpMetrics;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Refuses calls above the service's limit of concurrent calls. A call counts until its response is
 * known, also when its client has disconnected.
 */
final class ConcurrencyFilter implements OperationFilter {

  private final String service;
  private final ConcurrencyLimiter limiter;
  private final HttpMetrics metrics;

  ConcurrencyFilter(String service, ConcurrencyLimiter limiter, HttpMetrics metrics) {
    this.service = service;
    this.limiter = limiter;
    this.metrics = metrics;
  }

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    String account = call.principal().account();
    Optional<ThrottleReason> refused = limiter.tryAcquire(account);
    if (refused.isPresent()) {
      metrics.throttled(service, refused.get());
      return Future.failedFuture(call.throttled(message(refused.get())));
    }
    return next.handle(call).onComplete(done -> limiter.release(account));
  }

  private static String message(ThrottleReason reason) {
    return reason == ThrottleReason.SHARE
        ? "This account has too many concurrent calls; try again."
        : "Too many requests; try again.";
  }
}
