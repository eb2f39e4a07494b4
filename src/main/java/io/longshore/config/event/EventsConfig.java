package io.longshore.config.event;

import io.longshore.config.load.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who is told of events, and for how long it is tried.
 *
 * @param targets the targets by name; without any, no event is recorded
 * @param retryFor how long the delivery of an event is tried before it is a dead letter
 * @param keep how long deliveries are kept after their end
 */
public record EventsConfig(
    @Secret Map<String, EventTargetConfig> targets, Duration retryFor, Duration keep) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Duration LEAST = Duration.ofMinutes(1);

  public EventsConfig {
    targets = new TreeMap<>(targets);
    targets.forEach(
        (name, target) -> {
          if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                "events.targets must name targets by up to 64 letters, digits, dots, dashes and"
                    + " underscores, was "
                    + name);
          }
          target.requireValid(name);
        });
    if (retryFor.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException("events.retryFor must be at least 1m, was " + retryFor);
    }
    if (keep.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException("events.keep must be at least 1m, was " + keep);
    }
  }

  public static EventsConfig defaults() {
    return new EventsConfig(Map.of(), Duration.ofDays(3), Duration.ofDays(14));
  }

  /** This configuration, if it has a target. */
  public Optional<EventsConfig> configured() {
    return targets.isEmpty() ? Optional.empty() : Optional.of(this);
  }
}
