package io.longshore.transfer.write;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Selects the rows of a big table to export. The table has the columns {@code container text,
 * bucket smallint, id text, line text} and the primary key {@code (container, bucket, id)}, all
 * text in collation C.
 *
 * @param table its name
 * @param where an SQL condition, with parameters from {@code $4} on; {@code true} for all rows. It
 *     never contains user input, which goes into the parameters.
 * @param parameters of the condition and the line; {@code $4} is the first
 * @param line an SQL expression for the exported line; {@code line} for the stored one
 * @param group an SQL expression of the id. Of adjacent rows of a hash bucket with the same value
 *     only the last is exported; rows with the same value must be adjacent in the order of the ids.
 *     Empty to export all rows.
 */
public record LineSelection(
    String table,
    String container,
    String where,
    List<Object> parameters,
    String line,
    Optional<String> group) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  public LineSelection {
    if (!NAME.matcher(table).matches()) {
      throw new IllegalArgumentException("Not a table name: " + table);
    }
    parameters = List.copyOf(parameters);
  }

  /** Selects stored lines. */
  public LineSelection(String table, String container, String where, List<Object> parameters) {
    this(table, container, where, parameters, "line", Optional.empty());
  }

  /** Selects all rows of the container. */
  public LineSelection(String table, String container) {
    this(table, container, "true", List.of());
  }

  /** Whether it selects the stored lines of all rows of the container. */
  public boolean isWhole() {
    return where.equals("true") && line.equals("line") && group.isEmpty();
  }
}
