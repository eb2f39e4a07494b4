package io.longshore.bench;

import io.longshore.api.AuditSink;
import io.longshore.config.AuditConfig;
import io.longshore.config.AuthConfig;
import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.identity.audit.AuditQueue;
import io.longshore.identity.audit.AuditVerifier;
import io.longshore.identity.audit.AuditVerticle;
import io.longshore.identity.key.ServerKeys;
import io.longshore.store.Migrations;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Compares the throughput of {@link EdgeBench}'s requests with and without the audit log of all
 * calls ({@code audit.calls=all}), with PostgreSQL on the same cores.
 *
 * <p>The service responds from memory, so the share of the log is larger here than with a database.
 * At the end the log is verified.
 */
public final class AuditBench {

  private static final AuditConfig ALL =
      new AuditConfig("all", Duration.ofMillis(50), Duration.ofDays(90));

  private AuditBench() {}

  public static void main(String[] arguments) throws Exception {
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4;
    DatabaseConfig database = Backends.freshDatabase();
    Migrations.run(database);
    EdgeBench bench = new EdgeBench();
    Postgres postgres = Postgres.connect(bench.vertx(), database);
    SecureRandom random = new SecureRandom();
    ServerKeys keys = await(ServerKeys.of(AuthConfig.defaults(), postgres, random));
    AuditQueue queue = new AuditQueue(true);
    AuditVerticle auditor = new AuditVerticle(queue, postgres, ALL, keys, InstantSource.system());
    String deployed = await(bench.vertx().deployVerticle(auditor));
    bench.serve();
    int with = bench.edge("openapi/pinpoint.yaml", queue);
    int without = bench.edge("openapi/pinpoint.yaml", AuditSink.NONE);
    bench.compare("throughput with every call in the audit log", with, without, seconds);
    await(bench.vertx().undeploy(deployed));
    bench.close();
    verify(database);
    System.exit(0); // the fixture's servers end with the process
  }

  private static void verify(DatabaseConfig database) throws Exception {
    EdgeBench reader = new EdgeBench();
    Postgres postgres = Postgres.connect(reader.vertx(), database);
    ServerKeys keys = await(ServerKeys.of(AuthConfig.defaults(), postgres, new SecureRandom()));
    long began = System.nanoTime();
    AuditVerifier.Findings findings =
        await(new AuditVerifier(postgres, keys, ALL.keep()).verify(Instant.now()));
    System.out.printf(
        "verified %d events in %d ms: %d faults, %d open%n",
        findings.events(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
        findings.faults().size(),
        findings.open().size());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
  }
}
