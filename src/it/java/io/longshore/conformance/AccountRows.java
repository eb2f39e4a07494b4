package io.longshore.conformance;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All rows of an account in the database: its own rows and those that refer to ids in its rows. */
final class AccountRows implements AutoCloseable {

  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** Tables that record calls, or the workers that run, and not resources. */
  private static final Set<String> IGNORED_TABLES =
      Set.of(
          "create_replay",
          "access_key",
          "audit_chain",
          "audit_event",
          "flyway_schema_history",
          "worker");

  private final Connection connection;
  private final List<String> tables = new ArrayList<>();
  private final Set<String> ids = new TreeSet<>();

  /** Waits until no job of the account is unfinished. */
  AccountRows(DatabaseConfig database, String account) throws SQLException {
    connection = Sql.connect(database);
    each(
        "select tablename from pg_tables where schemaname = 'public' order by 1",
        row -> tables.add(row));
    tables.removeAll(IGNORED_TABLES);
    quiet(account);
    ids.add(account);
    for (String table : tables) {
      each(
          "select t::text from %s t where t::text like '%%%s%%'".formatted(table, account),
          row -> ids.addAll(ids(row)));
    }
    // The history of a job names workers, which serve all accounts.
    each("select name from worker", worker -> ids.removeAll(ids(worker)));
  }

  private static List<String> ids(String row) {
    return ID.matcher(row).results().map(found -> found.group()).toList();
  }

  private void quiet(String account) throws SQLException {
    String running =
        "select id::text from job where finished_at is null and account = '" + account + "'";
    long end = System.nanoTime() + 60_000_000_000L;
    List<String> found = new ArrayList<>();
    do {
      found.clear();
      each(running, found::add);
    } while (!found.isEmpty() && System.nanoTime() < end);
    if (!found.isEmpty()) {
      throw new AssertionError("Unfinished jobs: " + found);
    }
  }

  /** The number of rows and a digest of them by table. */
  Map<String, String> digest() throws SQLException {
    String patterns = ids.stream().map(id -> "'%" + id + "%'").collect(Collectors.joining(","));
    Map<String, String> digest = new TreeMap<>();
    for (String table : tables) {
      each(
          ("select count(*) || ' ' || coalesce(md5(string_agg(r, '|' order by r)), '')"
                  + " from (select t::text as r from %s t) rows where r like any (array[%s])")
              .formatted(table, patterns),
          row -> digest.put(table, row));
    }
    return digest;
  }

  private interface Taker {
    void take(String row);
  }

  private void each(String query, Taker taker) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        taker.take(rows.getString(1));
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
