package io.longshore.config;

import io.longshore.config.load.SettingType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Maintenance that every replica does periodically.
 *
 * @param every the period; each replica waits a random time between half of it and all of it
 * @param orphanAge the minimum age of an upload that is aborted because no task owns it
 * @param retention how long finished jobs are kept: {@code service=90d} or {@code
 *     service.noun=90d}, the longer name wins; for ever if none matches
 * @param deletions how long deletions are kept for incremental exports
 * @param blocksFrom the smallest number of endpoints in an object of a whole export from which on
 *     their compressed lines are kept for the next one; 0 for never
 */
public record UpkeepConfig(
    Duration every,
    Duration orphanAge,
    List<String> retention,
    Duration deletions,
    int blocksFrom) {

  private static final Duration DELETIONS = Duration.ofDays(30);
  private static final int BLOCKS_FROM = 10_000;

  public UpkeepConfig {
    require(every.toMillis() >= 1, "upkeep.every must be at least 1 ms, was " + every);
    require(orphanAge.toMillis() >= 1, "upkeep.orphanAge must be at least 1 ms, was " + orphanAge);
    require(deletions.toMillis() >= 1, "upkeep.deletions must be at least 1 ms, was " + deletions);
    require(blocksFrom >= 0, "upkeep.blocksFrom must be at least 0, was " + blocksFrom);
    retention = List.copyOf(retention);
    parsed(retention);
  }

  /** Keeps deletions and compressed lines as by default. */
  public UpkeepConfig(Duration every, Duration orphanAge, List<String> retention) {
    this(every, orphanAge, retention, DELETIONS, BLOCKS_FROM);
  }

  /**
   * AWS keeps Data Exchange's jobs for 90 days; the names of the other services' jobs stay taken.
   */
  public static UpkeepConfig defaults() {
    return new UpkeepConfig(Duration.ofHours(1), Duration.ofHours(24), List.of("dataexchange=90d"));
  }

  /** How long finished jobs of that type are kept; empty means for ever. */
  public Optional<Duration> kept(String type) {
    Map<String, Duration> all = parsed(retention);
    String service = type.substring(0, Math.max(0, type.indexOf('.')));
    return Optional.ofNullable(all.getOrDefault(type, all.get(service)));
  }

  private static Map<String, Duration> parsed(List<String> retention) {
    Map<String, Duration> all = new TreeMap<>();
    for (String entry : retention) {
      int equals = entry.indexOf('=');
      require(equals > 0, "upkeep.retention must list <job type>=<duration>, was " + entry);
      try {
        Duration kept = (Duration) SettingType.parse(Duration.class, entry.substring(equals + 1));
        all.put(entry.substring(0, equals), kept);
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(
            "upkeep.retention of %s must be %s, was %s"
                .formatted(entry.substring(0, equals), wrong.getMessage(), entry),
            wrong);
      }
    }
    return all;
  }

  private static void require(boolean fine, String message) {
    if (!fine) {
      throw new IllegalArgumentException(message);
    }
  }
}
