package io.longshore.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whose signatures count.
 *
 * @param keysFile the file that lists access keys, or empty for the embedded default's test keys
 * @param skew how far a request's time may be from ours, 1 to 15 minutes
 * @param regions the regions that a signature may name; empty for any
 */
public record AuthConfig(Optional<Path> keysFile, Duration skew, Set<String> regions) {

  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");

  public AuthConfig {
    if (skew.compareTo(Duration.ofMinutes(1)) < 0 || skew.compareTo(Duration.ofMinutes(15)) > 0) {
      throw new IllegalArgumentException("auth.skew must be 1m to 15m, was " + skew);
    }
    for (String region : regions) {
      if (!REGION.matcher(region).matches()) {
        throw new IllegalArgumentException("auth.regions has no region name: " + region);
      }
    }
    regions = Set.copyOf(regions);
  }

  public static AuthConfig defaults() {
    return new AuthConfig(Optional.empty(), Duration.ofMinutes(5), Set.of());
  }
}
