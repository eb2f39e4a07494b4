package io.longshore.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The one port that every service is called on.
 *
 * @param host the address to bind
 * @param port 0 to 65535; 0 takes a free one
 * @param callsInFlight calls of one service that may be under way at once, at least 1; beyond that
 *     they are throttled
 * @param idle a connection without traffic is closed after this, at least 1 s
 * @param callTimeout a call without an answer is given up after this, at least 1 s
 * @param maxConnections connections that may be open, at least 1; those beyond are closed at once
 * @param headTimeout a new connection's first request must have its head whole within this, at
 *     least 1 s; those that follow within {@code idle}
 * @param bodyTimeout a request's body must be whole this long after its head, at least 1 s
 * @param tlsCertificate a PEM file with the certificate and its chain; with it the port speaks TLS
 *     only
 * @param tlsKey a PEM file with its private key
 * @param allowPlain whether plain HTTP may be spoken beyond loopback, because a proxy ends TLS
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

  /** Of plain HTTP, with the defaults for connections. */
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
