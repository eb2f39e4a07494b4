package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Sql;
import io.longshore.store.ProductStatements.Statement;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The plans of the product's statements, for any values, on tables with the sizes and the
 * statistics of an installation in use: no statement reads a large table from end to end.
 */
@Timeout(300)
class StatementPlansIT {

  private static final int ROWS = 40_000;

  /** The rows of a table with an expression for each type of column; {@code n} counts the rows. */
  private static final Map<String, String> VALUES =
      Map.of(
          "text", "'t' || n",
          "smallint", "n % 256",
          "integer", "n % 1000",
          "bigint", "n",
          "uuid", "md5((n % 400)::text)::uuid",
          "boolean", "n % 2 = 0",
          "bytea", "'x'",
          "json", "'{}'",
          "xid8", "n::text::xid8",
          "timestamp with time zone", "now() - n * interval '1 minute'");

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

  /** Statements that may, with the reason. */
  private static final Map<String, String> ALLOWED =
      Map.of(
          "JobListStore.JOB", "the beginning of other statements",
          "JobRows.JOB", "the beginning of other statements",
          "JobTaskStore.TASK", "the beginning of other statements",
          "OutputStore.OUTPUT", "the beginning of other statements",
          "FeedStore.OF_ACCOUNT", "few events are new, which a plan for any values cannot know",
          "FeedStore.POLL", "few events are new, which a plan for any values cannot know",
          "JobDeletionStore.DELETE", "the number of jobs is a parameter: a tenth for any value",
          "OrphanUploadStore.PLACES", "the tasks of up to 2,000 jobs of each type, in upkeep",
          "UserKeyUploadStore.RECORDED",
              "in upkeep, and only if an upload is found at a user's key");

  private static final Set<String> LARGE = new TreeSet<>();

  private static DatabaseConfig database;

  @BeforeAll
  static void fill() {
    database = Backends.migratedDatabase();
    String big =
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            + " where c.relkind = 'r' and a.attname = 'bucket' and a.atttypid = 'int2'::regtype"
            + " and c.relnamespace = current_schema()::regnamespace order by 1";
    LARGE.addAll(Sql.run(database, big));
    LARGE.forEach(StatementPlansIT::fill);
    LARGE.addAll(List.of("job", "task", "job_event"));
    Sql.run(
        database,
        """
        insert into job (id, account, region, type, container, spec, state, phase, word, pieces,
                         created_at, finished_at)
        select md5(n::text)::uuid, lpad((n % 50)::text, 12, '0'), 'us-east-1', 'pinpoint.export',
               'app' || n % 200, '{}', case when n <= 200 then 'RUNNING' else 'SUCCEEDED' end,
               case when n <= 200 then 'WORKING' else 'SUCCEEDED' end, 'COMPLETED', 4,
               now() - n * interval '1 minute', case when n > 200 then now() end
          from generate_series(1, 20000) n""",
        """
        insert into task (job, seq, kind, type, account, state, spec, max_attempts,
                          lease_id, lease_owner, lease_until, run_at, role_arn, bucket, key,
                         content_type, out_state, token, upload_id, parts, size, sha256, etag)
        select md5(n::text)::uuid, s, case when s = 3 then 'COMMIT' else 'PIECE' end,
               'pinpoint.export', lpad((n % 50)::text, 12, '0'),
               case when n > 200 then 'DONE' when s = 3 then 'BLOCKED' when n % 2 = 0 then 'QUEUED'
                    else 'RUNNING' end, '{}', 5,
               case when n <= 200 and s < 3 and n % 2 = 1 then md5(s::text)::uuid end,
               case when n <= 200 and s < 3 and n % 2 = 1 then 'me' end,
               case when n <= 200 and s < 3 and n % 2 = 1 then now() + interval '1 minute' end,
               now() - n * interval '1 minute', 'role', 'bucket', 'key' || n || s, 'text/plain',
               case when n > 200 then 'VISIBLE' when s < 3 and n % 2 = 1 then 'OPEN' else 'NONE' end,
               md5(n::text)::uuid, 'upload' || n || s, '[]', n, 'x', 'x'
          from generate_series(1, 20000) n, generate_series(0, 3) s""",
        """
        insert into job_event (job, word, phase, kind, xid)
        select md5(n::text)::uuid, 'COMPLETED', 'SUCCEEDED', 'STATUS', (4 * n + s)::text::xid8
          from generate_series(1, 20000) n, generate_series(0, 3) s""",
        "vacuum analyze");
  }

  /** 400 containers with as many rows each. */
  private static void fill(String table) {
    List<String> columns =
        Sql.run(
            database,
            """
            select column_name || '=' || data_type from information_schema.columns
             where table_schema = current_schema() and table_name = '%s' and is_generated = 'NEVER'
               and identity_generation is null
             order by ordinal_position"""
                .formatted(table));
    String names = columns.stream().map(c -> c.split("=")[0]).collect(Collectors.joining(", "));
    String values =
        columns.stream()
            .map(c -> value(c.split("=")[0], c.split("=")[1]))
            .collect(Collectors.joining(", "));
    Sql.run(
        database,
        "insert into %s (%s) select %s from generate_series(1, %d) n on conflict do nothing"
            .formatted(table, names, values, ROWS));
  }

  private static String value(String name, String type) {
    return name.equals("container") ? "'c' || n % 400" : VALUES.getOrDefault(type, "'{}'");
  }

  @Test
  void no_statement_reads_a_large_table_from_end_to_end() throws SQLException {
    Map<String, Set<String>> scans = new TreeMap<>();
    int planned = 0;
    try (Connection connection = Sql.connect(database)) {
      run(connection, "set plan_cache_mode = force_generic_plan");
      for (Statement each : ProductStatements.all()) {
        Optional<JsonObject> plan = plan(connection, each.sql());
        planned += plan.isPresent() ? 1 : 0;
        Set<String> tables = new TreeSet<>();
        plan.ifPresent(root -> scanned(root, tables));
        tables.retainAll(LARGE);
        if (!tables.isEmpty() && !ALLOWED.containsKey(each.name())) {
          scans.put(each.name(), tables);
        }
      }
    }
    assertThat(scans).isEmpty();
    assertThat(planned).isGreaterThan(400);
  }

  /** The plan for any values; empty for a template, or a statement for Citus. */
  private static Optional<JsonObject> plan(Connection connection, String sql) throws SQLException {
    int parameters =
        PARAMETER
            .matcher(sql)
            .results()
            .mapToInt(p -> Integer.parseInt(p.group(1)))
            .max()
            .orElse(0);
    String values =
        parameters == 0 ? "" : "(" + "null, ".repeat(parameters - 1).concat("null") + ")";
    try {
      run(connection, "prepare planned as " + sql);
    } catch (SQLException template) {
      return Optional.empty();
    }
    String plan = run(connection, "explain (format json) execute planned" + values);
    run(connection, "deallocate planned");
    return Optional.of(new JsonArray(plan).getJsonObject(0).getJsonObject("Plan"));
  }

  private static String run(Connection connection, String sql) throws SQLException {
    try (java.sql.Statement statement = connection.createStatement()) {
      boolean hasRows = statement.execute(sql);
      if (!hasRows) {
        return "";
      }
      ResultSet rows = statement.getResultSet();
      rows.next();
      return rows.getString(1);
    }
  }

  private static void scanned(JsonObject node, Set<String> tables) {
    if (node.getString("Node Type").equals("Seq Scan") && node.getInteger("Plan Rows") > 0) {
      tables.add(node.getString("Relation Name"));
    }
    for (Object below : node.getJsonArray("Plans", new JsonArray())) {
      scanned((JsonObject) below, tables);
    }
  }
}
