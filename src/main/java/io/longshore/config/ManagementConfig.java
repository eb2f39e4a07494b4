package io.longshore.config;

/**
 * The port for health and metrics, apart from the API's so that it need not be public.
 *
 * @param host the address to bind
 * @param port 0 to 65535; 0 takes a free one
 */
public record ManagementConfig(String host, int port) {

  public ManagementConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("management.host must name an address to bind");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("management.port must be 0 to 65535, was " + port);
    }
  }

  public static ManagementConfig defaults() {
    return new ManagementConfig("127.0.0.1", 9464);
  }
}
