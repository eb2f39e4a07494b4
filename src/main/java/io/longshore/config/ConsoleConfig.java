package io.longshore.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The port of the console, separate from the API's, whose S3 serves what users have stored.
 *
 * @param enabled whether the console is served
 * @param host the address to bind
 * @param port 0 to 65535; 0 chooses a free one
 * @param tlsCertificate a PEM file with the certificate and its chain; if set, the port serves TLS
 *     only
 * @param tlsKey a PEM file with its private key
 * @param allowPlain whether plain HTTP is allowed beyond loopback, because a proxy terminates TLS
 */
public record ConsoleConfig(
    boolean enabled,
    String host,
    int port,
    Optional<Path> tlsCertificate,
    Optional<Path> tlsKey,
    boolean allowPlain) {

  public ConsoleConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("console.host must name an address to bind");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("console.port must be 0 to 65535, was " + port);
    }
    if (tlsCertificate.isPresent() != tlsKey.isPresent()) {
      throw new IllegalArgumentException("console.tlsCertificate and console.tlsKey go together");
    }
  }

  public static ConsoleConfig defaults() {
    return new ConsoleConfig(true, "127.0.0.1", 4567, Optional.empty(), Optional.empty(), false);
  }

  /** This listener, with the limits of the API's. */
  public HttpConfig listener(HttpConfig api) {
    return new HttpConfig(
        host,
        port,
        api.callsInFlight(),
        api.idle(),
        api.callTimeout(),
        api.maxConnections(),
        api.headTimeout(),
        api.bodyTimeout(),
        tlsCertificate,
        tlsKey,
        allowPlain);
  }
}
