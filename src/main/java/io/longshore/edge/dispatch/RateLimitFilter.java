package io.longshore.edge.dispatch;

import io.longshore.api.ServiceResponse;
import io.longshore.edge.management.HttpMetrics;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * Refuses calls above the account's rate, with {@code Retry-After}. Comes before validation, so
 * that a refusal costs little.
 */
final class RateLimitFilter implements OperationFilter {

  private final String service;
  private final RateLimiter rates;
  private final HttpMetrics metrics;

  RateLimitFilter(String service, RateLimiter rates, HttpMetrics metrics) {
    this.service = service;
    this.rates = rates;
    this.metrics = metrics;
  }

  @Override
  public Future<ServiceResponse> apply(OperationCall call, OperationHandler next) {
    long waitNanos = rates.take(call.principal().account(), call.operationId());
    if (waitNanos == 0) {
      return next.handle(call);
    }
    metrics.throttled(service, ThrottleReason.RATE);
    call.exchange().retryAfter(Duration.ofNanos(waitNanos));
    String message = "Rate exceeded: this account calls %s too often; try again later.";
    return Future.failedFuture(call.throttled(message.formatted(call.operationId())));
  }
}
