package io.longshore.store;

import io.longshore.config.DatabaseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Migrates the schema to the newest version. Flyway takes an advisory lock, so replicas that start
 * together run each migration once.
 */
public final class Migrations {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  /** Statements that wait for a lock block all that come after them. */
  private static final String LOCK_TIMEOUT = "SET lock_timeout = '2s'";

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private Migrations() {}

  /** Identifies the set of migrations of this build: letters and digits. */
  public static String fingerprint() {
    try {
      return Integer.toHexString(new TreeMap<>(MigrationHistory.own()).toString().hashCode());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Runs pending migrations. Blocks: for commands and for start-up only.
   *
   * @return how many migrations ran
   */
  public static int run(DatabaseConfig config) {
    return run(config, DEFAULT_TIMEOUT);
  }

  /**
   * Runs pending migrations.
   *
   * @param timeout how long to wait for other processes' migrations and locks, in whole seconds
   */
  public static int run(DatabaseConfig config, Duration timeout) {
    if (MigrationHistory.isCurrent(url(config), config.user(), config.password())) {
      return 0;
    }
    Flyway flyway = flyway(config, timeout);
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        return flyway.migrate().migrationsExecuted;
      } catch (FlywayException failure) {
        if (!isLocked(failure) || System.nanoTime() >= deadline) {
          throw failure;
        }
      }
    }
  }

  private static Flyway flyway(DatabaseConfig config, Duration timeout) {
    return Flyway.configure()
        .dataSource(url(config), config.user(), config.password())
        // Behind a pgbouncer the setting would stay on a connection that others use next.
        .initSql(config.pgbouncer() ? "" : LOCK_TIMEOUT)
        .lockRetryCount(Math.toIntExact(timeout.toSeconds())) // one retry a second
        .locations("classpath:db")
        .outOfOrder(true) // packages have number ranges of their own
        // A newer build may have run more migrations, and this older build starts beside it.
        .ignoreMigrationPatterns("*:future", "*:missing")
        .validateMigrationNaming(true)
        .load();
  }

  private static String url(DatabaseConfig config) {
    String threshold = (config.url().contains("?") ? "&" : "?") + "prepareThreshold=0";
    return "jdbc:" + config.url() + (config.pgbouncer() ? threshold : "");
  }

  /** Whether the failure is that no connection could be made, which may succeed later. */
  public static boolean isAway(Throwable failure) {
    return states(failure).anyMatch(TransientErrors::isAway);
  }

  /** Whether a migration was rolled back because of a lock, so that it can be retried. */
  private static boolean isLocked(Throwable failure) {
    return states(failure).anyMatch(LOCK_NOT_AVAILABLE::equals);
  }

  private static Stream<String> states(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(cause -> ((SQLException) cause).getSQLState())
        .filter(Objects::nonNull);
  }
}
