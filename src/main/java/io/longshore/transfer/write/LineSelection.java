package io.longshore.transfer.write;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which rows of a big table leave. The table has the columns {@code container text, bucket
 * smallint, id text, line text} and the primary key {@code (container, bucket, id)}, all text in
 * collation C.
 *
 * @param table its name
 * @param container whose rows
 * @param where a condition of SQL that they meet as well, its parameters numbered from {@code $4}
 *     on; {@code true} for all. Never made of what a user sent: that goes into the parameters.
 * @param parameters for the condition and the line, {@code $4} first
 * @param line what leaves of a row, an expression of SQL; {@code line} for the line as it is stored
 * @param group an expression of SQL, of the id: of the rows of a bucket that are equal in it, and
 *     must therefore be neighbours in the order of the ids, only the last leaves; empty for all
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
      throw new IllegalArgumentException("Not the name of a table: " + table);
    }
    parameters = List.copyOf(parameters);
  }

  /** Lines as they are stored. */
  public LineSelection(String table, String container, String where, List<Object> parameters) {
    this(table, container, where, parameters, "line", Optional.empty());
  }

  /** All rows of the container. */
  public LineSelection(String table, String container) {
    this(table, container, "true", List.of());
  }
}
