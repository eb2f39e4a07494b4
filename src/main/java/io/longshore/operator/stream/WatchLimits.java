package io.longshore.operator.stream;

import io.longshore.config.StreamsConfig;
import java.util.HashMap;
import java.util.Map;

/** Limits the open watches of the process, and of each account. For one context. */
final class WatchLimits {

  private final StreamsConfig config;
  private final Map<String, Integer> byAccount = new HashMap<>();
  private int all;

  WatchLimits(StreamsConfig config) {
    this.config = config;
  }

  /** Counts a watch, to be {@link #release}d; false when there are as many as may be. */
  boolean tryAcquire(String account) {
    if (all >= config.total() || byAccount.getOrDefault(account, 0) >= config.perAccount()) {
      return false;
    }
    all++;
    byAccount.merge(account, 1, Integer::sum);
    return true;
  }

  void release(String account) {
    all--;
    byAccount.computeIfPresent(account, (same, own) -> own == 1 ? null : own - 1);
  }
}
