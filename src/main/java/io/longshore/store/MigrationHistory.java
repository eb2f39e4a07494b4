package io.longshore.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Compares the migrations that the database ran with those of this build. Flyway loads some hundred
 * classes to find that there is nothing to do; most starts need this one query only. Flyway decides
 * whenever the two are not equal.
 */
final class MigrationHistory {

  private static final String FOLDER = "db/";

  /** A migration in progress locks the table; Flyway waits for it. */
  private static final String LOCK_TIMEOUT = "SET LOCAL lock_timeout = '200ms'";

  /** Flyway's table in the first schema of the search path. */
  private static final String RAN =
      """
      SELECT h.script, h.checksum, h.success AND h.type = 'SQL' AS good
        FROM flyway_schema_history h
        JOIN pg_class c ON c.oid = h.tableoid
       WHERE c.relnamespace = quote_ident(current_schema())::regnamespace""";

  private MigrationHistory() {}

  /** Whether exactly the migrations of this build ran, with the same content. */
  static boolean isCurrent(String url, String user, String password) {
    try (Connection connection = DriverManager.getConnection(url, user, password);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(LOCK_TIMEOUT);
      Map<String, Integer> ran = ran(statement);
      connection.rollback();
      return !ran.isEmpty() && ran.equals(own());
    } catch (SQLException | IOException unknown) {
      return false;
    }
  }

  /** Checksums by file name; empty if a migration failed or ran twice. */
  private static Map<String, Integer> ran(Statement statement) throws SQLException {
    Map<String, Integer> ran = new HashMap<>();
    try (ResultSet rows = statement.executeQuery(RAN)) {
      while (rows.next()) {
        boolean again = ran.put(rows.getString("script"), rows.getInt("checksum")) != null;
        if (again || !rows.getBoolean("good")) {
          return Map.of();
        }
      }
    }
    return ran;
  }

  /** Names and checksums of the migrations of this build. */
  static Map<String, Integer> own() throws IOException {
    Map<String, Integer> own = new HashMap<>();
    for (String name : names()) {
      if (name.startsWith("V") && name.endsWith(".sql")) {
        own.put(name, checksum(name));
      }
    }
    return own;
  }

  private static List<String> names() throws IOException {
    URL folder = MigrationHistory.class.getResource("/" + FOLDER);
    if (folder == null) {
      throw new IOException("No migrations in " + FOLDER);
    }
    if (folder.openConnection() instanceof JarURLConnection inside) {
      inside.setUseCaches(false);
      try (JarFile jar = inside.getJarFile()) {
        return jar.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.startsWith(FOLDER))
            .map(name -> name.substring(FOLDER.length()))
            .toList();
      }
    }
    try (Stream<Path> files = Files.list(Path.of(URI.create(folder.toString())))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** Flyway's checksum: CRC-32 of the lines without their line ends. */
  private static int checksum(String name) throws IOException {
    CRC32 sum = new CRC32();
    try (InputStream file = MigrationHistory.class.getResourceAsStream("/" + FOLDER + name);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        sum.update(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    return (int) sum.getValue();
  }
}
