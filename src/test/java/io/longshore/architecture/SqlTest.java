package io.longshore.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/**
 * The rules that keep the big tables fit for a distributed PostgreSQL, read from the SQL itself.
 */
class SqlTest {

  private static final Pattern BIG =
      Pattern.compile(
          "\\b(pinpoint_endpoint|pinpoint_event|pinpoint_member|pinpoint_deletion|pinpoint_block|pinpoint_import_row|personalize_(record|event|session|anonymous|deleted_user|packed)|cleanroomsml_(staged(_chunk)?|profile(_block)?|item|seed|tally|scored(_run)?|audience))\\b");

  /** A statement that must look into every bucket says so, and why, in a comment of its own. */
  private static final String ALL_BUCKETS = "-- all buckets:";

  private static final Pattern TABLE =
      Pattern.compile("create (?:unlogged )?table (\\w+) \\(([^;]*)\\)");
  private static final Pattern TEXT_BLOCK = Pattern.compile("\"\"\"\n(.*?)\"\"\"", Pattern.DOTALL);
  private static final Pattern VOLATILE =
      Pattern.compile("\\b(clock_timestamp|random|gen_random_uuid|nextval)\\s*\\(");
  private static final Pattern NODE_BOUND =
      Pattern.compile("\\b(ctid|pg_advisory\\w*|pg_export_snapshot)\\b|^\\s*(listen|notify)\\b");

  @Test
  void statements_on_big_tables_name_the_bucket() throws IOException {
    assertThat(statements().filter(sql -> BIG.matcher(sql).find()))
        .isNotEmpty()
        .allMatch(sql -> sql.contains("bucket") || sql.contains(ALL_BUCKETS));
  }

  @Test
  void buckets_are_named_one_by_one_never_as_a_range() throws IOException {
    assertThat(statements()).noneMatch(sql -> sql.matches("(?s).*\\bbucket\\s+between\\b.*"));
  }

  @Test
  void updates_of_big_tables_call_nothing_volatile() throws IOException {
    assertThat(statements().filter(sql -> sql.matches("(?s).*\\bupdate\\s+pinpoint_endpoint.*")))
        .noneMatch(sql -> VOLATILE.matcher(sql).find());
  }

  /** Citus makes a record of such a result, which has no column definition. */
  @Test
  void subqueries_beside_big_tables_have_a_column() throws IOException {
    assertThat(onBigTables()).noneMatch(sql -> sql.matches("(?s).*\\(\\s*select from\\b.*"));
  }

  /** Citus sends such a subquery to a shard only as a whole. */
  @Test
  void lateral_subqueries_with_a_limit_are_in_one_bucket() throws IOException {
    assertThat(onBigTables().filter(sql -> sql.matches("(?s).*\\blateral \\(.*\\blimit\\b.*")))
        .allMatch(sql -> sql.contains("bucket = $"));
  }

  /** Citus locks rows of one shard only. */
  @Test
  void rows_of_big_tables_are_locked_in_one_bucket_at_a_time() throws IOException {
    assertThat(
            onBigTables().filter(sql -> sql.matches("(?s).*\\bfor (no key )?(update|share)\\b.*")))
        .isNotEmpty()
        .allMatch(sql -> sql.contains("bucket = $"));
  }

  /** Citus refuses such a cast, which is not immutable, of anything but a parameter. */
  @Test
  void updates_of_big_tables_do_not_cast_columns_to_arrays() throws IOException {
    assertThat(onBigTables().filter(sql -> sql.matches("(?s).*\\bupdate \\w+_\\w+\\b.*")))
        .isNotEmpty()
        .noneMatch(sql -> sql.matches("(?s).*\\b\\w+\\.\\w+::\\w+\\[\\].*"));
  }

  /**
   * Citus reports the number of rows that INSERT ... SELECT ... ON CONFLICT was to write, not of
   * those that it wrote. What RETURNING returns is right.
   */
  @Test
  void the_count_of_an_insert_that_may_conflict_comes_from_returning() throws IOException {
    for (String source : sources().toList()) {
      boolean uncounted =
          blocks(source)
              .anyMatch(
                  sql ->
                      BIG.matcher(sql).find()
                          && sql.contains("on conflict")
                          && !sql.contains("returning"));
      assertThat(uncounted && source.contains("rowcount()")).as(source).isFalse();
    }
  }

  @Test
  void functions_of_the_schema_are_distributed_by_the_script() throws IOException {
    String script = Files.readString(Path.of("conf/citus.sql"));
    Pattern function = Pattern.compile("create (?:or replace )?function (\\w+\\([^)]*\\))");
    List<String> functions =
        migrations().flatMap(sql -> function.matcher(sql).results()).map(f -> f.group(1)).toList();
    assertThat(functions).isNotEmpty().allMatch(script::contains);
  }

  /** Except for reading by page, which asks first whether Citus distributes the tables. */
  @Test
  void nothing_rests_on_what_one_node_only_knows() throws IOException {
    assertThat(sources().filter(source -> !source.contains("class pageorderedrows")))
        .flatMap(source -> blocks(source).toList())
        .noneMatch(sql -> NODE_BOUND.matcher(sql).find());
    assertThat(sources().filter(source -> source.contains("class pageorderedrows")))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("from pg_extension where extname = 'citus'");
  }

  /** Citus plans a statement for its values only. */
  @Test
  void plans_for_any_values_are_not_forced_on_citus() throws IOException {
    assertThat(statements().filter(sql -> sql.contains("force_generic_plan")))
        .isNotEmpty()
        .allMatch(sql -> sql.contains("from pg_extension where extname = 'citus'"));
  }

  /** A replica must go on while a newer one adds a column. */
  @Test
  void results_name_their_columns() throws IOException {
    assertThat(statements())
        .noneMatch(sql -> sql.matches("(?s)\\s*select (\\w+\\.)?\\* from \\w+.*"))
        .noneMatch(sql -> sql.matches("(?s)\\s*select \\w+\\.\\*,.*"))
        .noneMatch(sql -> sql.matches("(?s).*returning (\\w+\\.)?\\*\\s*"));
  }

  @Test
  void keys_of_big_tables_contain_the_bucket() throws IOException {
    for (String table : bigTables()) {
      assertThat(table).containsPattern("primary key\\s*\\(\\s*container,\\s*bucket,");
      assertThat(table).doesNotContain("references ").doesNotContain("generated ");
      assertThat(table).doesNotContainPattern("\\bunique\\b").doesNotContainPattern("serial\\b");
    }
    assertThat(migrations().filter(sql -> sql.contains("create trigger")))
        .allMatch(
            sql -> sql.contains("if exists (select from pg_extension where extname = 'citus')"));
    assertThat(migrations())
        .noneMatch(sql -> sql.matches("(?s).*references\\s+pinpoint_endpoint.*"))
        .noneMatch(sql -> sql.matches("(?s).*unique index[^;]*on\\s+pinpoint_endpoint.*"));
  }

  /**
   * A table has a bucket that is never null exactly when it is to be spread; see {@code
   * conf/citus.sql}. Rows that older replicas stage may have none.
   */
  @Test
  void every_table_with_a_bucket_and_no_other_is_distributed_by_the_script() throws IOException {
    Set<String> big = new TreeSet<>(Set.of("pinpoint_import_row"));
    for (String sql : migrations().toList()) {
      Matcher table = TABLE.matcher(sql.replaceAll("--[^\n]*", ""));
      while (table.find()) {
        if (table.group(2).contains("bucket smallint not null")) {
          big.add(table.group(1));
        }
      }
    }
    Set<String> spread = new TreeSet<>();
    Matcher named =
        Pattern.compile("\\(\\d+, '(\\w+)'\\)")
            .matcher(Files.readString(Path.of("conf/citus.sql")));
    while (named.find()) {
      spread.add(named.group(1));
    }
    assertThat(spread).isEqualTo(big).hasSizeGreaterThan(5);
  }

  /**
   * Every table that is spread, whatever it is called, and every statement that touches it later.
   */
  @Test
  void migrations_tie_nothing_to_what_is_distributed() throws IOException {
    String spread = Files.readString(Path.of("conf/citus.sql"));
    for (String sql : migrations().toList()) {
      for (String statement : sql.replaceAll("--[^\n]*", "").split(";")) {
        Matcher names = Pattern.compile("\\b\\w+_\\w+\\b").matcher(statement);
        boolean touches = names.results().anyMatch(n -> spread.contains("'" + n.group() + "'"));
        boolean table = statement.contains("create table") || statement.contains("alter table");
        if (touches && table) {
          assertThat(statement)
              .doesNotContain("references ")
              .doesNotContain("create trigger")
              .doesNotContainPattern("\\bserial\\b|generated (always|by default)")
              .doesNotContainPattern("alter table[^;]*add column[^;]*\\bcheck\\b");
        }
        if (touches && statement.contains("unique")) {
          assertThat(statement).contains("bucket");
        }
      }
    }
  }

  @Test
  void every_check_has_a_name() throws IOException {
    for (String sql : migrations().toList()) {
      String bare = sql.replaceAll("--[^\n]*", "");
      assertThat(bare.split("\\bcheck\\s*\\(", -1))
          .hasSameSizeAs(bare.split("constraint\\s+\\w+\\s+check\\s*\\(", -1));
    }
  }

  private static List<String> bigTables() throws IOException {
    List<String> tables = new ArrayList<>();
    for (String sql : migrations().toList()) {
      for (String statement : sql.split(";")) {
        if (statement.contains("create table")
            && BIG.matcher(statement).find()
            && !statement.contains("pinpoint_import_row")) { // which nothing looks up by key
          tables.add(statement);
        }
      }
    }
    assertThat(tables).isNotEmpty();
    return tables;
  }

  private static Stream<String> migrations() throws IOException {
    return read(Path.of("src/main/resources/db"), ".sql");
  }

  private static Stream<String> onBigTables() throws IOException {
    return statements().filter(sql -> BIG.matcher(sql).find());
  }

  private static Stream<String> statements() throws IOException {
    return sources().flatMap(SqlTest::blocks);
  }

  private static Stream<String> sources() throws IOException {
    Path main = Path.of("src/main/java");
    return Stream.concat(read(main, "Store.java"), read(main, "Rows.java"));
  }

  private static Stream<String> blocks(String source) {
    return TEXT_BLOCK.matcher(source).results().map(block -> block.group(1));
  }

  private static Stream<String> read(Path folder, String suffix) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(suffix)).toList()) {
        texts.add(Files.readString(file).toLowerCase(Locale.ROOT));
      }
    }
    return texts.stream();
  }
}
