package io.longshore.cli;

import io.longshore.async.Blocking;
import io.longshore.config.LongshoreConfig;
import io.longshore.identity.audit.AuditVerifier;
import io.longshore.identity.audit.AuditVerifier.Findings;
import io.longshore.identity.key.ServerKeys;
import io.longshore.logging.LogLevels;
import io.longshore.store.Postgres;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code audit}: checks the audit log in the database. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Checks the audit log, which is the table audit_event.")
public final class AuditCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int REFUSED = 2;
  private static final long LONGEST_SECONDS = TimeUnit.DAYS.toSeconds(1);

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return REFUSED;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description =
          "Checks whether events were changed, removed or inserted after they were written. Exit"
              + " code 1 if any was.")
  int verify(@Mixin ConfigOptions options) {
    LogLevels.level(options.debug() ? LogLevels.DEBUG : LogLevels.WARN);
    Findings findings = findings(options.load(System.getenv()));
    PrintWriter out = spec.commandLine().getOut();
    findings.faults().forEach(out::println);
    findings
        .open()
        .forEach(
            chain ->
                out.println(
                    "chain %s is not closed: its process still runs, or was killed and may have lost up to audit.every of events"
                        .formatted(chain)));
    out.println(
        "%d chains, %d events, %d faults"
            .formatted(findings.chains(), findings.events(), findings.faults().size()));
    out.flush();
    return findings.faults().isEmpty() ? 0 : FAILED;
  }

  private static Findings findings(LongshoreConfig config) {
    Vertx vertx = Vertx.vertx();
    try {
      Postgres postgres = Postgres.connect(vertx, JobAdmin.database(config));
      ServerKeys keys =
          Blocking.await("The keys", ServerKeys.of(config.auth(), postgres, new SecureRandom()));
      AuditVerifier verifier = new AuditVerifier(postgres, keys, config.audit().keep());
      return Blocking.await("The audit log", verifier.verify(Instant.now()), LONGEST_SECONDS);
    } finally {
      Blocking.await("Vert.x", vertx.close());
    }
  }
}
