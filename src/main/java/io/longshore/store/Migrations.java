package io.longshore.store;

import io.longshore.config.DatabaseConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema to the newest version. Flyway takes an advisory lock, so replicas that start
 * together run each migration once; those that wait for it give up after a while.
 */
public final class Migrations {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A statement that waits behind a long reader makes everybody else wait behind itself. */
  private static final String LOCK_TIMEOUT = "SET lock_timeout = '2s'";

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private Migrations() {}

  /**
   * Runs what is missing. Blocks: for commands and for start-up only.
   *
   * @return how many migrations ran
   */
  public static int run(DatabaseConfig config) {
    return run(config, PATIENCE);
  }

  /**
   * Runs what is missing, and waits for others that do the same, or that read for long, for as long
   * as that, in seconds.
   */
  public static int run(DatabaseConfig config, Duration patience) {
    if (MigrationHistory.isOurs(url(config), config.user(), config.password())) {
      return 0;
    }
    Flyway flyway = flyway(config, patience);
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return flyway.migrate().migrationsExecuted;
      } catch (FlywayException failure) {
        if (!isLocked(failure) || System.nanoTime() >= until) {
          throw failure;
        }
      }
    }
  }

  private static Flyway flyway(DatabaseConfig config, Duration patience) {
    return Flyway.configure()
        .dataSource(url(config), config.user(), config.password())
        // Behind a pgbouncer it would stay on a connection that serves others next.
        .initSql(config.pgbouncer() ? "" : LOCK_TIMEOUT)
        .lockRetryCount(Math.toIntExact(patience.toSeconds())) // one a second
        .locations("classpath:db")
        .outOfOrder(true) // each room numbers its own migrations
        // So those of a newer build stand between ours: it may be set back, and an older replica
        // start again beside it.
        .ignoreMigrationPatterns("*:future", "*:missing")
        .validateMigrationNaming(true)
        .load();
  }

  private static String url(DatabaseConfig config) {
    String threshold = (config.url().contains("?") ? "&" : "?") + "prepareThreshold=0";
    return "jdbc:" + config.url() + (config.pgbouncer() ? threshold : "");
  }

  /** Whether the database could not be reached, or not be connected to: it may be later. */
  public static boolean isAway(Throwable failure) {
    return states(failure).anyMatch(TransientErrors::isAway);
  }

  /** A migration that could not lock its table was rolled back: it may be tried again. */
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
