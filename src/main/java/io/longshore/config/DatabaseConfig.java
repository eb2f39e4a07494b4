package io.longshore.config;

import io.longshore.config.load.Secret;
import java.net.URI;
import java.util.Set;

/**
 * The PostgreSQL database.
 *
 * @param url {@code postgresql://host:port/database} without user and password, or {@code embedded}
 * @param user the role to connect as
 * @param password its password, may be empty
 * @param requestConnections connections for calls, at least 1
 * @param workConnections connections for jobs, separate from those for calls so that exports never
 *     starve them, at least 2
 * @param pgbouncer whether the url names a pgbouncer in transaction pooling mode
 */
public record DatabaseConfig(
    String url,
    String user,
    @Secret String password,
    int requestConnections,
    int workConnections,
    boolean pgbouncer) {

  private static final String EMBEDDED = "embedded";
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  public DatabaseConfig {
    if (!url.equals(EMBEDDED) && !url.startsWith("postgresql://")) {
      throw new IllegalArgumentException(
          "database.url must start with postgresql://, was " + url.replaceAll("//.*@", "//…@"));
    }
    if (url.contains("@")) {
      throw new IllegalArgumentException(
          "database.url must not carry a user or password: set database.user and"
              + " database.password_FILE");
    }
    if (requestConnections < 1) {
      throw new IllegalArgumentException(
          "database.requestConnections must be at least 1, was " + requestConnections);
    }
    if (workConnections < 2) {
      throw new IllegalArgumentException(
          "database.workConnections must be at least 2, was " + workConnections);
    }
  }

  public static DatabaseConfig defaults() {
    return new DatabaseConfig(EMBEDDED, "longshore", "", 8, 6, false);
  }

  /** Whether the embedded PostgreSQL is used. */
  public boolean isEmbedded() {
    return url.equals(EMBEDDED);
  }

  /** Whether the url names this machine by a loopback address. */
  public boolean isOnLoopback() {
    String host = URI.create(url).getHost();
    return host != null && LOOPBACK.contains(host);
  }

  /** The same pools on that server. */
  public DatabaseConfig at(String server, String role, String secret) {
    return new DatabaseConfig(server, role, secret, requestConnections, workConnections, pgbouncer);
  }

  @Override
  public String toString() {
    return "DatabaseConfig[url=" + url + ", user=" + user + "]"; // never the password
  }
}
