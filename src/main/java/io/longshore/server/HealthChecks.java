package io.longshore.server;

import io.longshore.api.HealthCheck;
import io.longshore.config.LongshoreConfig;
import io.longshore.objectstore.ObjectStores;
import io.longshore.store.CitusStore;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The health checks of the server. All that are required must pass before {@code /health/ready}
 * answers 200.
 */
final class HealthChecks {

  /** Citus opens a connection to each node for each check. */
  private static final Duration NODES_AGE = Duration.ofSeconds(10);

  private HealthChecks() {}

  /**
   * The checks of the database, its schema, S3, Citus nodes unless the database is embedded, and
   * the disk if a server is embedded.
   *
   * @param schema the check that the database has the schema of this build
   */
  static List<HealthCheck> of(
      Vertx vertx,
      LongshoreConfig config,
      Postgres postgres,
      HealthCheck schema,
      ObjectStores stores) {
    HealthCheck s3 = new S3HealthCheck(stores, config.assets().bucket());
    List<HealthCheck> checks = new ArrayList<>(List.of(postgres.health(), schema, s3));
    if (!config.database().isEmbedded()) {
      HealthCheck nodes = new CitusStore(postgres).health();
      checks.add(new RememberedHealthCheck(nodes, NODES_AGE, System::nanoTime));
    }
    if (postgres.reads().isUsed()) {
      checks.add(postgres.reads().health());
    }
    if (config.database().isEmbedded() || config.s3().isEmbedded()) {
      checks.add(new DiskHealthCheck(vertx, config.data().dir()));
    }
    return checks;
  }
}
