package io.longshore.store;

import io.longshore.config.DatabaseConfig;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema to the newest version. Flyway locks, so replicas that start together run each
 * migration once.
 */
public final class Migrations {

  private Migrations() {}

  /**
   * Runs what is missing. Blocks: for commands and for start-up only.
   *
   * @return how many migrations ran
   */
  public static int run(DatabaseConfig config) {
    return Flyway.configure()
        .dataSource("jdbc:" + config.url(), config.user(), config.password())
        .locations("classpath:db")
        .outOfOrder(true) // each room numbers its own migrations
        .validateMigrationNaming(true)
        .load()
        .migrate()
        .migrationsExecuted;
  }
}
