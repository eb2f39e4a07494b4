package io.longshore.doctor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Checks the extension Citus of a database, its nodes, and what is distributed. Blocks. */
final class CitusDiagnostic {

  private static final String WHAT = "citus";
  private static final String SCRIPT = "stop the servers and run conf/citus.sql on the coordinator";
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");
  private static final int LONG_PREPARED_SECONDS = 60;

  /** Tables with a hash bucket that is never null, by a constraint or as of this version. */
  private static final String BIG =
      "select a.attrelid from pg_attribute a join pg_class c on c.oid = a.attrelid"
          + " where a.attname = 'bucket' and (a.attnotnull or c.relname = 'pinpoint_import_row')"
          + " and c.relkind = 'r'"
          + " and c.relnamespace = current_schema()::regnamespace"
          + " and c.relname ~ '^(pinpoint|personalize|cleanroomsml)_'";

  private static final String NOT_DISTRIBUTED =
      "select string_agg(attrelid::regclass::text, ', ') from (%s) big".formatted(BIG)
          + " where attrelid not in (select logicalrelid from pg_dist_partition"
          + " where partmethod = 'h')";

  private static final String COLOCATIONS =
      "select count(distinct colocationid) from pg_dist_partition where logicalrelid in (%s)"
          .formatted(BIG);

  private static final String LEFT_ROWS =
      "select string_agg(attrelid::regclass::text, ', ') from (%s) big".formatted(BIG)
          + " where attrelid in (select logicalrelid from pg_dist_partition where partmethod = 'h')"
          + " and pg_relation_size(attrelid) > 0";

  private static final String INACTIVE =
      "select string_agg(nodename || ':' || nodeport, ', ') from pg_dist_node where not isactive";

  /** The nodes for which a query does not return t, and what they answer. */
  private static final String REFUSED =
      "select string_agg(nodename || ':' || nodeport || case when success then ''"
          + " else ' (' || result || ')' end, ', ')"
          + " from run_command_on_workers($$%s$$) where not success or result <> 't'";

  private static final String ANSWERS = REFUSED.formatted("select true");

  private static final String FUNCTIONS =
      REFUSED.formatted("select to_regprocedure('pinpoint_millis(text)') is not null");

  private static final String PREPARES =
      REFUSED.formatted("select current_setting('max_prepared_transactions')::int > 0");

  private static final String PREPARED =
      REFUSED.formatted(
          "select count(*) = 0 from pg_prepared_xacts where database = current_database()"
              + " and prepared < clock_timestamp() - interval '%d s'"
                  .formatted(LONG_PREPARED_SECONDS));

  private static final String POOL =
      "select setting from pg_settings where name = 'citus.max_adaptive_executor_pool_size'"
          + " and setting::int > 4";

  private static final String SAMPLES =
      REFUSED.formatted("select current_setting('default_statistics_target')::int <= 30");

  private final Connection connection;
  private final List<DiagnosticResult> findings = new ArrayList<>();

  CitusDiagnostic(Connection connection) {
    this.connection = connection;
  }

  /** The results; none if the database does not have the extension. */
  List<DiagnosticResult> run() throws SQLException {
    if (text("select extversion from pg_extension where extname = 'citus'") == null) {
      return List.of();
    }
    version(text("select citus_version()"));
    require(
        "all nodes are active", INACTIVE, "inactive: ", "select citus_activate_node(HOST, PORT)");
    require(
        "all worker nodes answer",
        ANSWERS,
        "without an answer: ",
        "start these nodes, or promote their standbys");
    if (findings.stream().allMatch(DiagnosticResult::isGood)) {
      distribution();
      workers();
    }
    pool();
    return findings;
  }

  private void workers() throws SQLException {
    require("functions are on all worker nodes", FUNCTIONS, "no pinpoint_millis on ", SCRIPT);
    require(
        "all worker nodes can prepare transactions",
        PREPARES,
        "max_prepared_transactions is 0 on ",
        "set it to at least max_connections: without it a transaction may end by halves");
    require(
        "no transaction has been prepared for long",
        PREPARED,
        "transactions that were prepared more than %d s ago on ".formatted(LONG_PREPARED_SECONDS),
        "on the coordinator, as a superuser: select recover_prepared_transactions()");
    require(
        "the statistics of shards are small",
        SAMPLES,
        "default_statistics_target is above 30 on ",
        "run conf/citus.sql on the coordinator, which sets it to 10 for the database on each worker"
            + " node: otherwise an import may cost twice as much CPU time");
  }

  private void pool() throws SQLException {
    require(
        "a statement opens few connections to a node",
        POOL,
        "citus.max_adaptive_executor_pool_size is ",
        "let the owner of the database set it to 1, as conf/citus.sql does: most of the CPU time of"
            + " statements for several shards is that of new server processes");
  }

  private void distribution() throws SQLException {
    require("all big tables are distributed", NOT_DISTRIBUTED, "not distributed: ", SCRIPT);
    long groups = Long.parseLong(text(COLOCATIONS));
    if (groups > 1) {
      findings.add(
          DiagnosticResult.wrong(
              WHAT,
              "the distributed tables are in %d colocation groups".formatted(groups),
              "undistribute_table those that are not in the group of pinpoint_endpoint, then "
                  + SCRIPT));
    }
    require(
        "no rows are left on the coordinator's disk",
        LEFT_ROWS,
        "rows on the coordinator's disk that nothing reads: ",
        SCRIPT);
  }

  private void version(String version) {
    List<MatchResult> numbers = VERSION.matcher(version).results().limit(1).toList();
    int major = numbers.isEmpty() ? 0 : Integer.parseInt(numbers.get(0).group(1));
    int minor = numbers.isEmpty() ? 0 : Integer.parseInt(numbers.get(0).group(2));
    String said = version.replaceFirst(" on .*", "");
    if (major < 13 || (major == 13 && minor < 2)) {
      findings.add(
          DiagnosticResult.wrong(
              WHAT, said + " is older than 13.2, with which Longshore was tried", "upgrade Citus"));
    } else if ((major == 13 && minor < 4) || (major == 14 && minor < 1)) {
      findings.add(
          DiagnosticResult.good(
              WHAT, said + "; 13.4 and 14.1 mend errors with collations in distributed queries"));
    } else {
      findings.add(DiagnosticResult.good(WHAT, said));
    }
  }

  /** A query that returns null if all is well, else what is not. */
  private void require(String good, String query, String wrong, String fix) throws SQLException {
    String found = text(query);
    findings.add(
        found == null
            ? DiagnosticResult.good(WHAT, good)
            : DiagnosticResult.wrong(WHAT, wrong + found, fix));
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }
}
