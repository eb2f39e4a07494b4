package io.longshore.store;

import io.longshore.api.HealthCheck;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;

/**
 * Checks that the database has at least the migrations that it had when the process started. Newer
 * migrations are accepted, because old replicas go on serving during an upgrade.
 */
public final class SchemaVersionCheck implements HealthCheck {

  private static final String MIGRATIONS =
      """
      SELECT count(*) FILTER (WHERE success) AS ran, count(*) FILTER (WHERE NOT success) AS failed
        FROM flyway_schema_history WHERE version IS NOT NULL""";

  private final Postgres postgres;
  private final long expected;

  private SchemaVersionCheck(Postgres postgres, long expected) {
    this.postgres = postgres;
    this.expected = expected;
  }

  /** Expects the migrations that the database has now. */
  public static Future<HealthCheck> open(Postgres postgres) {
    return history(postgres).map(row -> new SchemaVersionCheck(postgres, row.getLong("ran")));
  }

  @Override
  public String name() {
    return "migrations";
  }

  @Override
  public Future<Void> check() {
    return history(postgres).compose(this::evaluate);
  }

  private Future<Void> evaluate(Row row) {
    if (row.getLong("failed") > 0) {
      return Future.failedFuture("a migration failed: see the table flyway_schema_history");
    }
    return row.getLong("ran") >= expected
        ? Future.succeededFuture()
        : Future.failedFuture(
            "the schema has %d migrations and had %d at the start: run longshore migrate"
                .formatted(row.getLong("ran"), expected));
  }

  private static Future<Row> history(Postgres postgres) {
    return postgres.requests().query(MIGRATIONS).execute().map(rows -> rows.iterator().next());
  }
}
