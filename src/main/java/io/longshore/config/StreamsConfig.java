package io.longshore.config;

/**
 * Streams of events, and calls that wait for a change.
 *
 * @param perAccount the most that an account may have open at one replica, at least 1
 * @param total the most of all accounts together at one replica, at least 1
 */
public record StreamsConfig(int perAccount, int total) {

  public StreamsConfig {
    if (perAccount < 1) {
      throw new IllegalArgumentException(
          "streams.perAccount must be at least 1, was " + perAccount);
    }
    if (total < 1) {
      throw new IllegalArgumentException("streams.total must be at least 1, was " + total);
    }
  }

  public static StreamsConfig defaults() {
    return new StreamsConfig(200, 2_000);
  }
}
