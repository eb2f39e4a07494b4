package io.longshore.config;

/**
 * Where the rows live.
 *
 * @param url {@code postgresql://host:port/database}, without user and password
 * @param user the role to connect as
 * @param password its password, may be empty
 * @param requestConnections connections for calls, at least 1
 * @param workConnections connections for jobs, apart from the calls' so that exports never starve
 *     them, at least 2
 */
public record DatabaseConfig(
    String url, String user, String password, int requestConnections, int workConnections) {

  public DatabaseConfig {
    if (!url.startsWith("postgresql://")) {
      throw new IllegalArgumentException(
          "database.url must start with postgresql://, was " + url.replaceAll("//.*@", "//…@"));
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

  @Override
  public String toString() {
    return "DatabaseConfig[url=" + url + ", user=" + user + "]"; // never the password
  }
}
