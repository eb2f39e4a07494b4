package io.longshore.config;

import java.time.Duration;

/**
 * The port for health and metrics, separate from the API's so that it need not be public.
 *
 * @param host the address to bind
 * @param port 0 to 65535; 0 chooses a free one
 * @param gauges how often metrics that need a query are counted; the use of quotas every twelfth
 *     time
 */
public record ManagementConfig(String host, int port, Duration gauges) {

  private static final Duration LONGEST = Duration.ofMinutes(5);

  public ManagementConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("management.host must name an address to bind");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("management.port must be 0 to 65535, was " + port);
    }
    if (gauges.toMillis() < 10 || gauges.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "management.gauges must be 10 ms to 5 minutes, was " + gauges);
    }
  }

  public static ManagementConfig defaults() {
    return new ManagementConfig("127.0.0.1", 9464, Duration.ofSeconds(5));
  }
}
