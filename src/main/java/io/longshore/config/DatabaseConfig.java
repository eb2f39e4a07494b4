package io.longshore.config;

import io.longshore.config.load.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
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
 * @param readUrls standbys, or nodes of Citus, that exports read from; in the form of {@code url}
 * @param readConnections connections to each of them, at least 1
 * @param readWait how long a piece of an export waits until a node has its rows
 */
public record DatabaseConfig(
    String url,
    String user,
    @Secret String password,
    int requestConnections,
    int workConnections,
    boolean pgbouncer,
    List<String> readUrls,
    int readConnections,
    Duration readWait) {

  private static final String EMBEDDED = "embedded";
  private static final int READ_CONNECTIONS = 6;
  private static final Duration READ_WAIT = Duration.ofSeconds(10);
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
    readUrls = List.copyOf(readUrls);
    readUrls.forEach(read -> requireReadUrl(read, url));
    if (new HashSet<>(readUrls).size() < readUrls.size()) {
      throw new IllegalArgumentException("database.readUrls must not name a node twice");
    }
    if (readConnections < 1) {
      throw new IllegalArgumentException(
          "database.readConnections must be at least 1, was " + readConnections);
    }
  }

  /** Without nodes to read from. */
  public DatabaseConfig(
      String url,
      String user,
      String password,
      int requestConnections,
      int workConnections,
      boolean pgbouncer) {
    this(
        url,
        user,
        password,
        requestConnections,
        workConnections,
        pgbouncer,
        List.of(),
        READ_CONNECTIONS,
        READ_WAIT);
  }

  private static void requireReadUrl(String read, String url) {
    if (!read.startsWith("postgresql://") || read.contains("@")) {
      throw new IllegalArgumentException(
          "database.readUrls must have the form postgresql://host:port/database, without user and"
              + " password, was "
              + read.replaceAll("//.*@", "//…@"));
    }
    if (url.equals(EMBEDDED) || read.equals(url)) {
      throw new IllegalArgumentException(
          url.equals(EMBEDDED)
              ? "database.readUrls needs an external database: set database.url"
              : "database.readUrls must name other nodes than database.url");
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
