package io.longshore.config;

import java.time.Duration;

/**
 * The one port that every service is called on.
 *
 * @param host the address to bind
 * @param port 0 to 65535; 0 takes a free one
 * @param callsInFlight calls of one service that may be under way at once, at least 1; beyond that
 *     they are throttled
 * @param idle a connection without traffic is closed after this, at least 1 s
 * @param callTimeout a call without an answer is given up after this, at least 1 s
 */
public record HttpConfig(
    String host, int port, int callsInFlight, Duration idle, Duration callTimeout) {

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
  }

  public static HttpConfig defaults() {
    return new HttpConfig("127.0.0.1", 4566, 256, Duration.ofSeconds(120), Duration.ofSeconds(30));
  }
}
