package io.longshore.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The HTTP port of all services.
 *
 * @param host the address to bind
 * @param port 0 to 65535; 0 chooses a free one
 * @param callsInFlight concurrent calls of one service, at least 1; more are throttled
 * @param idle an idle connection is closed after this, at least 1 s
 * @param callTimeout a call without a response fails after this, at least 1 s
 * @param maxConnections open connections, at least 1; more are closed at once
 * @param headTimeout time limit of the head of a connection's first request, at least 1 s; later
 *     ones have {@code idle}
 * @param bodyTimeout time limit of a request's body after its head, at least 1 s
 * @param tlsCertificate a PEM file with the certificate and its chain; if set, the port serves TLS
 *     only
 * @param tlsKey a PEM file with its private key
 * @param allowPlain whether plain HTTP is allowed beyond loopback, because a proxy terminates TLS
 */
public record HttpConfig(
    String host,
    int port,
    int callsInFlight,
    Duration idle,
    Duration callTimeout,
    int maxConnections,
    Duration headTimeout,
    Duration bodyTimeout,
    Optional<Path> tlsCertificate,
    Optional<Path> tlsKey,
    boolean allowPlain) {

  private static final int CONNECTIONS = 10_000;
  private static final Duration HEAD = Duration.ofSeconds(20);
  private static final Duration BODY = Duration.ofSeconds(60);

  public HttpConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException("http.host must name an address to bind");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("http.port must be 0 to 65535, was " + port);
    }
    if (callsInFlight < 1) {
      throw new IllegalArgumentException(
          "http.callsInFlight must be at least 1, was " + callsInFlight);
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "http.maxConnections must be at least 1, was " + maxConnections);
    }
    requireSecond("idle", idle);
    requireSecond("callTimeout", callTimeout);
    requireSecond("headTimeout", headTimeout);
    requireSecond("bodyTimeout", bodyTimeout);
    if (tlsCertificate.isPresent() != tlsKey.isPresent()) {
      throw new IllegalArgumentException("http.tlsCertificate and http.tlsKey go together");
    }
  }

  private static void requireSecond(String name, Duration time) {
    if (time.toSeconds() < 1) {
      throw new IllegalArgumentException("http." + name + " must be at least 1s, was " + time);
    }
  }

  /** With the defaults for connections. */
  public HttpConfig(
      String host,
      int port,
      int callsInFlight,
      Duration idle,
      Duration callTimeout,
      Optional<Path> tlsCertificate,
      Optional<Path> tlsKey,
      boolean allowPlain) {
    this(
        host,
        port,
        callsInFlight,
        idle,
        callTimeout,
        CONNECTIONS,
        HEAD,
        BODY,
        tlsCertificate,
        tlsKey,
        allowPlain);
  }

  /** Plain HTTP, with the defaults for connections. */
  public HttpConfig(String host, int port, int callsInFlight, Duration idle, Duration callTimeout) {
    this(host, port, callsInFlight, idle, callTimeout, Optional.empty(), Optional.empty(), false);
  }

  /** {@code https} or {@code http}. */
  public String scheme() {
    return tlsCertificate.isPresent() ? "https" : "http";
  }

  public static HttpConfig defaults() {
    return new HttpConfig("127.0.0.1", 4566, 256, Duration.ofSeconds(120), Duration.ofSeconds(30));
  }
}
