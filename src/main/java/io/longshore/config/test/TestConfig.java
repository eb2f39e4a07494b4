package io.longshore.config.test;

import io.longshore.config.AuthConfig;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.load.ConfigError;
import java.util.Optional;
import java.util.Set;

/**
 * Test controls: operations by which tests make jobs and calls fail, and reset what they made.
 *
 * @param controls {@code auto}, {@code true} or {@code false}; see {@link #refusal}
 */
public record TestConfig(String controls) {

  private static final Set<String> VALUES = Set.of("auto", "true", "false");

  public TestConfig {
    if (!VALUES.contains(controls)) {
      throw new IllegalArgumentException(
          "test.controls must be auto, true or false, was " + controls);
    }
  }

  public static TestConfig defaults() {
    return new TestConfig("auto");
  }

  /** Throws if {@code true} is set where test controls must not be on. */
  public void require(DatabaseConfig database, AuthConfig auth, boolean loopback) {
    Optional<String> why = refusal(database, auth, loopback);
    if (controls.equals("true") && why.isPresent()) {
      throw new ConfigError(
          "test.controls is true, but %s: test controls, which make jobs fail, are for one machine only. Remove the setting, or set http.host, management.host and console.host to 127.0.0.1 and use a database of this machine"
              .formatted(why.get()));
    }
  }

  /**
   * Why test controls are off; empty if they are on. {@code auto} turns them on with the embedded
   * database, listeners on loopback and the test keys; {@code true} also with a database on
   * loopback and other keys, so that several replicas of one machine have them.
   *
   * @param loopback whether all listeners are on loopback addresses
   */
  public Optional<String> refusal(DatabaseConfig database, AuthConfig auth, boolean loopback) {
    if (controls.equals("false")) {
      return Optional.of("test.controls is false");
    }
    if (!loopback) {
      return Optional.of("http.host, management.host or console.host is not a loopback address");
    }
    if (controls.equals("true")) {
      return database.isEmbedded() || database.isOnLoopback()
          ? Optional.empty()
          : Optional.of("database.url names another machine");
    }
    if (!database.isEmbedded()) {
      return Optional.of("the database is not the embedded one");
    }
    return auth.usesTestKeys() ? Optional.empty() : Optional.of("the keys are not the test keys");
  }
}
