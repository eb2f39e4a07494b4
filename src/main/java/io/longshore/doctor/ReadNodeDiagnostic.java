package io.longshore.doctor;

import io.longshore.api.ErrorMessages;
import io.longshore.config.DatabaseConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Checks a node that exports read from: what it is, and how far it is behind. Blocks. */
final class ReadNodeDiagnostic {

  private static final String WHAT = "read node";
  private static final String FALLBACK = "; until then exports read from the primary";
  private static final String NO_PERMISSION = "42501";

  private static final String SYSTEM = "select system_identifier from pg_control_system()";

  private static final String IS_MEMBER =
      "select count(*) from run_command_on_workers('" + SYSTEM + "') where result = '%s'";

  private static final String HAS_CITUS =
      "select count(*) from pg_extension where extname = 'citus'";

  private static final String SECONDS_BEHIND =
      "select coalesce(floor(extract(epoch from clock_timestamp()"
          + " - pg_last_xact_replay_timestamp())), 0)::bigint";

  private final Connection primary;
  private final DatabaseConfig config;
  private final String url;

  ReadNodeDiagnostic(Connection primary, DatabaseConfig config, String url) {
    this.primary = primary;
    this.config = config;
    this.url = url;
  }

  DiagnosticResult run() {
    Properties properties = new Properties();
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password());
    properties.setProperty("options", "-c default_transaction_read_only=on");
    try (Connection node = DriverManager.getConnection("jdbc:" + url, properties)) {
      if (!text(node, "show default_transaction_read_only").equals("on")) {
        return wrong(
            "does not keep the settings of a session",
            "let database.readUrls name the server, not a PgBouncer");
      }
      return text(node, "select pg_is_in_recovery()").equals("t") ? standby(node) : other(node);
    } catch (SQLException failure) {
      return wrong(
          ErrorMessages.line(failure),
          "start the node, or correct database.readUrls; it must accept database.user, and be"
              + " reached without a PgBouncer");
    }
  }

  private DiagnosticResult standby(Connection node) throws SQLException {
    String compared;
    try {
      if (!text(node, SYSTEM).equals(text(primary, SYSTEM))) {
        return wrong("is a standby of another server", "correct database.readUrls");
      }
      compared = "a standby of this primary";
    } catch (SQLException refused) {
      if (!NO_PERMISSION.equals(refused.getSQLState())) {
        throw refused;
      }
      compared = "a standby; of which server was not compared: no permission for pg_control_system";
    }
    if (!text(node, HAS_CITUS).equals("0")) {
      return wrong("is a standby of a node of Citus", "name worker nodes in database.readUrls");
    }
    return behind(node, compared);
  }

  private DiagnosticResult behind(Connection node, String compared) throws SQLException {
    String position = text(primary, "select pg_current_wal_insert_lsn()");
    long bytes =
        Long.parseLong(
            text(
                node,
                "select greatest(0, pg_wal_lsn_diff('%s', pg_last_wal_replay_lsn()))::bigint"
                    .formatted(position)));
    long seconds = bytes == 0 ? 0 : Long.parseLong(text(node, SECONDS_BEHIND));
    String said = "%s, %d bytes behind".formatted(compared, bytes);
    String late = ", last commit %d s ago".formatted(seconds);
    return bytes > 0 && seconds > config.readWait().toSeconds()
        ? wrong(
            said + late,
            "look for what delays replication, or raise database.readWait (%d s)"
                .formatted(config.readWait().toSeconds()))
        : DiagnosticResult.good(WHAT, name() + ": " + said + (bytes > 0 ? late : ""));
  }

  private DiagnosticResult other(Connection node) throws SQLException {
    if (text(node, HAS_CITUS).equals("0") || text(primary, HAS_CITUS).equals("0")) {
      return wrong(
          "is not a standby", "correct database.readUrls: it was promoted, or never was one");
    }
    return text(primary, IS_MEMBER.formatted(text(node, SYSTEM))).equals("0")
        ? wrong("is not a worker node of this Citus cluster", "correct database.readUrls")
        : DiagnosticResult.good(WHAT, name() + ": a worker node of this Citus cluster");
  }

  private DiagnosticResult wrong(String said, String fix) {
    return DiagnosticResult.wrong(WHAT, name() + ": " + said, fix + FALLBACK);
  }

  private String name() {
    return url.replaceFirst("postgresql://([^/?]*).*", "$1");
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
