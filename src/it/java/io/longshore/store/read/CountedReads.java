package io.longshore.store.read;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts where pieces read. */
final class CountedReads implements ReadMeter {

  private final Map<String, Long> rows = new ConcurrentHashMap<>();
  private final Map<FallbackReason, Long> fallbacks = new ConcurrentHashMap<>();

  @Override
  public void rows(String node, long count) {
    rows.merge(node.equals(PRIMARY) ? PRIMARY : "standby", count, Long::sum);
  }

  @Override
  public void waited(String node, Duration time) {}

  @Override
  public void fellBack(String node, FallbackReason reason) {
    fallbacks.merge(reason, 1L, Long::sum);
  }

  Map<String, Long> rows() {
    return rows;
  }

  Map<FallbackReason, Long> fallbacks() {
    return fallbacks;
  }
}
