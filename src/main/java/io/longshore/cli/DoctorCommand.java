package io.longshore.cli;

import io.longshore.async.Blocking;
import io.longshore.cli.doctor.QuotaDiagnostic;
import io.longshore.cli.doctor.S3Diagnostic;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.config.load.ConfigError;
import io.longshore.doctor.DatabaseDiagnostic;
import io.longshore.doctor.DiagnosticResult;
import io.longshore.doctor.HostDiagnostic;
import io.longshore.embedded.postgres.EmbeddedPostgres;
import io.longshore.logging.LogLevels;
import io.longshore.objectstore.s3.S3ObjectStore;
import io.longshore.objectstore.s3.S3Timeouts;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Checks the host, the database and S3, and explains how to fix what is wrong. Changes"
            + " nothing. Exit code 1 if anything is wrong.")
public final class DoctorCommand implements Callable<Integer> {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Override
  public Integer call() {
    LogLevels.level(options.debug() ? LogLevels.DEBUG : LogLevels.WARN);
    List<DiagnosticResult> findings = findings();
    findings.forEach(finding -> spec.commandLine().getOut().println(finding));
    spec.commandLine().getOut().flush();
    return findings.stream().allMatch(DiagnosticResult::isGood) ? 0 : 1;
  }

  private List<DiagnosticResult> findings() {
    LongshoreConfig config;
    try {
      config = options.load(System.getenv());
    } catch (ConfigError refused) {
      return List.of(
          DiagnosticResult.wrong(
              "settings", refused.getMessage(), "conf/longshore.yaml lists every setting"));
    }
    List<DiagnosticResult> findings =
        new ArrayList<>(new HostDiagnostic(config, Runtime.getRuntime().maxMemory()).run());
    findings.addAll(secrets());
    findings.addAll(
        database(config)
            .map(found -> database(found, config))
            .orElseGet(
                () ->
                    List.of(
                        DiagnosticResult.good(
                            "database", "embedded, and no server is running: not checked"))));
    findings.addAll(
        config.s3().isEmbedded()
            ? List.of(DiagnosticResult.good("s3", "embedded, starts with the server"))
            : s3(config));
    return findings;
  }

  /** One result for each secret file that others on this host can read. */
  private List<DiagnosticResult> secrets() {
    List<DiagnosticResult> results = new ArrayList<>();
    for (String open : options.secretFiles(System.getenv()).open()) {
      int end = open.lastIndexOf(": ");
      results.add(
          DiagnosticResult.wrong("secrets", open.substring(0, end), open.substring(end + 2)));
    }
    return results;
  }

  private static List<DiagnosticResult> database(DatabaseConfig database, LongshoreConfig config) {
    List<DiagnosticResult> findings = new ArrayList<>(new DatabaseDiagnostic(database).run());
    if (findings.stream().allMatch(DiagnosticResult::isGood)) {
      findings.addAll(new QuotaDiagnostic(database, config).run());
    }
    return findings;
  }

  private static Optional<DatabaseConfig> database(LongshoreConfig config) {
    return config.database().isEmbedded()
        ? EmbeddedPostgres.running(config.data().dir(), config.database())
        : Optional.of(config.database());
  }

  private static List<DiagnosticResult> s3(LongshoreConfig config) {
    Vertx vertx = Vertx.vertx();
    S3Timeouts timeouts = new S3Timeouts(TIMEOUT, TIMEOUT, TIMEOUT);
    try (S3ObjectStore store = new S3ObjectStore(vertx, config.s3(), timeouts, true)) {
      return new S3Diagnostic(vertx, store, config.assets().bucket()).run();
    } finally {
      Blocking.await("Vert.x", vertx.close());
    }
  }
}
