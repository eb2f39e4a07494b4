package io.longshore.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The places of the tables that Clean Rooms ML's training datasets name.
 *
 * @param tables {@code database.table} to its place; a table that is not listed is the folder
 *     {@code s3://<database>/<table>/}
 */
public record GlueConfig(Map<String, GlueTable> tables) {

  public GlueConfig {
    tables = new TreeMap<>(tables);
    for (String name : tables.keySet()) {
      if (!name.matches("[^.]+\\.[^.]+")) {
        throw new IllegalArgumentException(
            "glue.tables must name tables as database.table, was " + name);
      }
    }
  }

  public static GlueConfig defaults() {
    return new GlueConfig(Map.of());
  }

  /** The place of that table, if it is configured. */
  public Optional<GlueTable> table(String database, String table) {
    return Optional.ofNullable(tables.get(database + "." + table));
  }
}
