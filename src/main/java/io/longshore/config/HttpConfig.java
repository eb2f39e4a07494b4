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
    Optional<Path> tlsCertificate,
    Optional<Path> tlsKey,
    boolean allowPlain) {

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
    if (idle.toSeconds() < 1) {
      throw new IllegalArgumentException("http.idle must be at least 1s, was " + idle);
    }
    if (callTimeout.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "http.callTimeout must be at least 1s, was " + callTimeout);
    }
    if (tlsCertificate.isPresent() != tlsKey.isPresent()) {
      throw new IllegalArgumentException("http.tlsCertificate and http.tlsKey go together");
    }
  }

  /** Of plain HTTP. */
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
