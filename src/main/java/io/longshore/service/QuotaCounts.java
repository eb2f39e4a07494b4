package io.longshore.service;

import io.longshore.api.QuotaUse;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Counts how much of a service's quotas is used. */
public interface QuotaCounts {

  /**
   * The highest use of each quota.
   *
   * @param account only by this account; empty for the account that uses most
   */
  Future<List<QuotaUse>> highest(Optional<String> account);
}
