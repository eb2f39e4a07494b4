package io.longshore.server;

import io.longshore.api.ErrorMessages;
import io.longshore.api.Finding;
import io.longshore.api.Finding.Severity;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.doctor.DatabaseDiagnostic;
import io.longshore.doctor.DiagnosticResult;
import io.longshore.doctor.HostDiagnostic;
import io.longshore.objectstore.ObjectStores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What is wrong by the checks of {@code doctor} that a server can make of itself: of its host, of
 * the database, and whether S3 has the bucket of assets. They write nothing. A check that does not
 * end in time is a finding too.
 */
final class ServerFindings implements Supplier<Future<List<Finding>>> {

  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final LongshoreConfig config;
  private final DatabaseConfig database;
  private final ObjectStores stores;

  /**
   * @param database where it is, also if it is embedded
   */
  ServerFindings(
      Vertx vertx, LongshoreConfig config, DatabaseConfig database, ObjectStores stores) {
    this.vertx = vertx;
    this.config = config;
    this.database = database;
    this.stores = stores;
  }

  @Override
  public Future<List<Finding>> get() {
    long heap = Runtime.getRuntime().maxMemory();
    return Future.all(
            check("host", blocking(() -> new HostDiagnostic(config, heap).run())),
            check("database", blocking(() -> new DatabaseDiagnostic(database).run())),
            check("s3", s3()))
        .map(
            checked -> {
              List<Finding> all = new ArrayList<>();
              checked.<List<Finding>>list().forEach(all::addAll);
              return all;
            });
  }

  private Future<List<DiagnosticResult>> blocking(Supplier<List<DiagnosticResult>> check) {
    return vertx.executeBlocking(check::get, false);
  }

  private Future<List<DiagnosticResult>> s3() {
    String bucket = config.assets().bucket();
    return stores
        .own()
        .checkBucket(bucket)
        .map(there -> List.<DiagnosticResult>of())
        .otherwise(
            failure ->
                List.of(
                    DiagnosticResult.wrong(
                        "s3", ErrorMessages.line(failure), "run longshore doctor")));
  }

  private static Future<List<Finding>> check(String name, Future<List<DiagnosticResult>> check) {
    return check
        .timeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
        .map(
            results ->
                results.stream()
                    .filter(result -> !result.isGood())
                    .map(
                        wrong ->
                            new Finding(wrong.what(), Severity.ERROR, wrong.said(), wrong.fix()))
                    .toList())
        .otherwise(failure -> List.of(unmade(name, failure)));
  }

  private static Finding unmade(String name, Throwable failure) {
    return new Finding(
        name,
        Severity.WARNING,
        failure instanceof TimeoutException
            ? "The check did not end within %d s".formatted(LONGEST.toSeconds())
            : "The check failed: " + ErrorMessages.line(failure),
        Optional.of("run longshore doctor"));
  }
}
