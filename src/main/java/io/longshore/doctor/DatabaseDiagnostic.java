package io.longshore.doctor;

import io.longshore.api.ErrorMessages;
import io.longshore.config.DatabaseConfig;
import io.longshore.store.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Checks the database as a replica would use it, read-only. Blocks. */
public final class DatabaseDiagnostic {

  private static final String WHAT = "database";
  private static final int OLDEST = 140_000;
  private static final int PATIENT = 2;
  private static final int MIGRATING = 2;
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final DatabaseConfig config;
  private final List<DiagnosticResult> findings = new ArrayList<>();

  public DatabaseDiagnostic(DatabaseConfig config) {
    this.config = config;
  }

  public List<DiagnosticResult> run() {
    DriverManager.setLoginTimeout(10);
    try (Connection connection =
        DriverManager.getConnection("jdbc:" + config.url(), config.user(), config.password())) {
      version(connection);
      encoding(connection);
      writable(connection);
      clock(connection);
      connections(connection);
      autovacuum(connection);
      schema(connection);
      findings.addAll(new CitusDiagnostic(connection).run());
      for (String url : config.readUrls()) {
        findings.add(new ReadNodeDiagnostic(connection, config, url).run());
      }
    } catch (SQLException failure) {
      findings.add(DiagnosticResult.wrong(WHAT, ErrorMessages.line(failure), mend(failure)));
    }
    return findings;
  }

  /** SQLSTATE: PostgreSQL's manual, appendix A. */
  private String mend(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return switch (state) {
      case "28P01", "28000" ->
          "check database.user and database.password, and pg_hba.conf of the server";
      case "3D000" ->
          "create the database, as a superuser: create database ... owner " + config.user();
      case "53100" -> "free some space on the disk of the server";
      case "53300" -> "raise max_connections of the server, or run fewer replicas";
      case "42501" -> "grant the role " + config.user() + " the use of its schema and tables";
      default ->
          state.startsWith("08")
              ? "check that PostgreSQL listens there, that database.url names it, and that the"
                  + " network allows host and port"
              : "see the server's log for " + state;
    };
  }

  private void version(Connection connection) throws SQLException {
    String version = text(connection, "show server_version");
    String said = "PostgreSQL %s at %s".formatted(version, config.url());
    findings.add(
        number(connection, "select current_setting('server_version_num')::int") >= OLDEST
            ? DiagnosticResult.good(WHAT, said)
            : DiagnosticResult.wrong(WHAT, said, "upgrade to PostgreSQL 14 or later"));
  }

  private void encoding(Connection connection) throws SQLException {
    String encoding = text(connection, "show server_encoding");
    findings.add(
        encoding.equals("UTF8")
            ? DiagnosticResult.good("encoding", encoding)
            : DiagnosticResult.wrong(
                "encoding",
                "the database stores " + encoding + ", which cannot represent all text",
                "create it again: create database ... encoding 'UTF8' template template0"));
  }

  private void writable(Connection connection) throws SQLException {
    boolean standby = truth(connection, "select pg_is_in_recovery()");
    boolean readOnly = text(connection, "show default_transaction_read_only").equals("on");
    if (standby || readOnly) {
      findings.add(
          DiagnosticResult.wrong(
              "writes",
              standby ? "this server is a standby" : "transactions here are read-only",
              standby
                  ? "let database.url name the primary"
                  : "alter database ... set default_transaction_read_only = off"));
      return;
    }
    findings.add(
        truth(connection, "select has_schema_privilege(current_schema(), 'CREATE')")
            ? DiagnosticResult.good("writes", "the role may create tables")
            : DiagnosticResult.wrong(
                "writes",
                "the role %s may not create tables, which migrations need".formatted(config.user()),
                "grant create on schema public to " + config.user()));
  }

  private void clock(Connection connection) throws SQLException {
    double theirs = real(connection, "select extract(epoch from clock_timestamp())");
    Duration off = Duration.ofMillis((long) (theirs * 1000) - Instant.now().toEpochMilli()).abs();
    findings.add(
        off.compareTo(SKEW) < 0
            ? DiagnosticResult.good(
                "clock", "within %d ms of the database's clock".formatted(off.toMillis()))
            : DiagnosticResult.wrong(
                "clock",
                "%d s from the database's clock".formatted(off.toSeconds()),
                "synchronize both by NTP: signatures are verified by this clock"));
  }

  private void connections(Connection connection) throws SQLException {
    int each =
        config.requestConnections()
            + config.workConnections()
            + PATIENT
            + Postgres.SCANS
            + MIGRATING;
    long room =
        number(
            connection,
            "select current_setting('max_connections')::int"
                + " - current_setting('superuser_reserved_connections')::int");
    findings.add(
        room >= each
            ? DiagnosticResult.good(
                "connections",
                "%d for each replica; enough for %d replicas".formatted(each, room / each))
            : DiagnosticResult.wrong(
                "connections",
                "a replica needs %d, the server has %d".formatted(each, room),
                "raise max_connections, or lower database.requestConnections and"
                    + " database.workConnections"));
  }

  /** Nothing in Longshore runs VACUUM. */
  private void autovacuum(Connection connection) throws SQLException {
    boolean on =
        truth(
            connection,
            "select current_setting('autovacuum')::bool and current_setting('track_counts')::bool");
    findings.add(
        on
            ? DiagnosticResult.good("autovacuum", "on")
            : DiagnosticResult.wrong(
                "autovacuum",
                "it is off: deleted rows keep their space, and reading gets slower",
                "set autovacuum and track_counts to on in postgresql.conf, and reload it"));
  }

  private void schema(Connection connection) throws SQLException {
    if (!truth(connection, "select to_regclass('flyway_schema_history') is not null")) {
      findings.add(
          DiagnosticResult.wrong(
              "schema", "it does not exist yet", "run longshore migrate, or start a server"));
      return;
    }
    long failed =
        number(connection, "select count(*) from flyway_schema_history where not success");
    long ran = number(connection, "select count(*) from flyway_schema_history where success");
    if (failed > 0) {
      findings.add(
          DiagnosticResult.wrong(
              "schema",
              "a migration failed",
              "fix what the server's log says about it, delete the failed row of"
                  + " flyway_schema_history, and run longshore migrate"));
    } else if (!truth(connection, "select has_table_privilege('job', 'SELECT, INSERT, UPDATE')")) {
      findings.add(
          DiagnosticResult.wrong(
              "schema",
              "its tables belong to another role, and %s may not write to them"
                  .formatted(config.user()),
              "connect as their owner, or reassign owned by ... to " + config.user()));
    } else {
      findings.add(DiagnosticResult.good("schema", ran + " migrations"));
      copy(connection);
    }
  }

  /**
   * Whether {@code conf/restore.sh} restored this database and its jobs were not released since.
   */
  private void copy(Connection connection) throws SQLException {
    boolean known = truth(connection, "select to_regclass('restored_copy') is not null");
    if (known && truth(connection, "select exists (select from restored_copy)")) {
      findings.add(
          DiagnosticResult.wrong(
              "copy",
              "this database was restored from a backup: its jobs are held, and so are new ones",
              "when the original will not come back: longshore jobs release --all"));
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static long number(Connection connection, String sql) throws SQLException {
    return Long.parseLong(text(connection, sql));
  }

  private static double real(Connection connection, String sql) throws SQLException {
    return Double.parseDouble(text(connection, sql));
  }

  private static boolean truth(Connection connection, String sql) throws SQLException {
    return text(connection, sql).equals("t");
  }
}
