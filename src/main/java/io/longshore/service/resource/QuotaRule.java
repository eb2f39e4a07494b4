package io.longshore.service.resource;

import io.longshore.api.ApiError;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * A limit on how many of something there may be.
 *
 * @param name the quota's name in the service's refusals
 * @param gauge the quota's name in metrics
 * @param counted the name under which the service's statement counts the use; see {@link
 *     QuotaUseStore}
 */
public record QuotaRule(String name, int limit, String gauge, String counted) {

  /** A limit that has no gauge, because it is not one of an account. */
  public QuotaRule(String name, int limit) {
    this(name, limit, "", "");
  }

  /** Fails with the refusal when one more would exceed the limit. */
  public Future<Void> require(Future<Long> present, Supplier<ApiError> refusal) {
    return present.compose(
        count -> count < limit ? Future.succeededFuture() : Future.failedFuture(refusal.get()));
  }
}
