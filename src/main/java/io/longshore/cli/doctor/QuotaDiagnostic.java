package io.longshore.cli.doctor;

import io.longshore.api.ErrorMessages;
import io.longshore.api.QuotaUse;
import io.longshore.async.Blocking;
import io.longshore.config.DatabaseConfig;
import io.longshore.config.LongshoreConfig;
import io.longshore.doctor.DiagnosticResult;
import io.longshore.server.ServiceRegistry;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Lists the enforced quotas and the highest use of each by an account. Blocks. */
public final class QuotaDiagnostic {

  private static final String WHAT = "quotas";

  private final DatabaseConfig database;
  private final LongshoreConfig config;

  /**
   * @param database must have this build's schema
   */
  public QuotaDiagnostic(DatabaseConfig database, LongshoreConfig config) {
    this.database = database;
    this.config = config;
  }

  public List<DiagnosticResult> run() {
    Vertx vertx = Vertx.vertx();
    try {
      List<DiagnosticResult> findings = new ArrayList<>();
      for (Supplier<Future<List<QuotaUse>>> each :
          ServiceRegistry.quotas(Postgres.connect(vertx, database), config)) {
        List<QuotaUse> uses = Blocking.await("The quotas", each.get());
        if (!uses.isEmpty()) {
          findings.add(DiagnosticResult.good(WHAT, said(uses)));
        }
      }
      return findings;
    } catch (IllegalStateException failure) {
      return List.of(
          DiagnosticResult.wrong(
              WHAT,
              ErrorMessages.line(failure),
              "run longshore migrate, as the owner of the tables"));
    } finally {
      Blocking.await("Vert.x", vertx.close());
    }
  }

  private static String said(List<QuotaUse> uses) {
    return uses.stream()
        .map(use -> "%s %d of %d".formatted(use.quota(), use.used(), use.limit()))
        .collect(
            Collectors.joining(", ", uses.get(0).service() + ": ", " (highest use by an account)"));
  }
}
