package io.longshore;

import io.longshore.config.ConfigError;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.embedded.EmbeddedPostgres;
import io.longshore.objectstore.S3ObjectStore;
import io.longshore.objectstore.S3Timeouts;
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
        "Says what is wrong with this host, the database and S3, and how to mend it. Leaves nothing"
            + " behind. Exit code 1 when anything is wrong.")
final class DoctorCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Spec private CommandSpec spec;
  @Mixin private ConfigOptions options;

  @Override
  public Integer call() {
    Logs.level(options.debug() ? Logs.DEBUG : Logs.WARN);
    List<Finding> findings = findings();
    findings.forEach(finding -> spec.commandLine().getOut().println(finding));
    spec.commandLine().getOut().flush();
    return findings.stream().allMatch(Finding::isGood) ? 0 : 1;
  }

  private List<Finding> findings() {
    LongshoreConfig config;
    try {
      config = options.load(System.getenv());
    } catch (ConfigError refused) {
      return List.of(
          Finding.wrong("settings", refused.getMessage(), "conf/longshore.yaml has every key"));
    }
    List<Finding> findings =
        new ArrayList<>(new HostExam(config, Runtime.getRuntime().maxMemory()).run());
    for (String open : options.secretFiles(System.getenv()).open()) {
      int end = open.lastIndexOf(": ");
      findings.add(Finding.wrong("secrets", open.substring(0, end), open.substring(end + 2)));
    }
    Optional<DatabaseConfig> database = database(config);
    findings.addAll(
        database
            .map(known -> database(known, config))
            .orElseGet(
                () ->
                    List.of(
                        Finding.good(
                            "database", "embedded; no server runs on it, nothing to ask"))));
    findings.addAll(
        config.s3().isEmbedded()
            ? List.of(Finding.good("s3", "embedded, comes up with the server"))
            : s3(config));
    return findings;
  }

  private static List<Finding> database(DatabaseConfig database, LongshoreConfig config) {
    List<Finding> findings = new ArrayList<>(new DatabaseExam(database).run());
    if (findings.stream().allMatch(Finding::isGood)) {
      findings.addAll(new QuotaExam(database, config).run());
    }
    return findings;
  }

  private static Optional<DatabaseConfig> database(LongshoreConfig config) {
    return config.database().isEmbedded()
        ? EmbeddedPostgres.running(config.data().dir(), config.database())
        : Optional.of(config.database());
  }

  private static List<Finding> s3(LongshoreConfig config) {
    Vertx vertx = Vertx.vertx();
    S3Timeouts timeouts = new S3Timeouts(PATIENCE, PATIENCE, PATIENCE);
    try (S3ObjectStore store = new S3ObjectStore(vertx, config.s3(), timeouts, true)) {
      return new S3Exam(vertx, store, config.assets().bucket()).run();
    } finally {
      Waits.await("Vert.x", vertx.close());
    }
  }
}
