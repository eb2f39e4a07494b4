package io.longshore.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an SQL statement does to the states of jobs, tasks and outputs, read from its text. */
final class StateStatement {

  private static final Pattern UPDATE =
      Pattern.compile("\\bUPDATE (job|task)(?: (?!SET\\b)(\\w+))? SET ", Pattern.CASE_INSENSITIVE);
  private static final Pattern INSERT =
      Pattern.compile(
          "\\bINSERT INTO (job|task) \\(([^)]*)\\) (SELECT|VALUES) ", Pattern.CASE_INSENSITIVE);
  private static final Pattern DELETE =
      Pattern.compile("\\bDELETE FROM (job|task)\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern WANTED =
      Pattern.compile("w\\.phase NOT IN \\('FAILING', 'CANCELLING'\\)");
  private static final Set<String> COLUMNS = Set.of("state", "phase", "out_state");

  private final String sql;

  StateStatement(String text) {
    this.sql = text.replaceAll("\\s+", " ").strip();
  }

  /**
   * A change of one column.
   *
   * @param column {@code job.phase}, {@code job.state}, {@code task.state} or {@code
   *     task.out_state}
   * @param to the literals that may be set; empty if it is a parameter
   * @param where the conditions on the row; null for a new row
   */
  record Change(String column, Set<String> to, List<String> where, String alias) {

    boolean isInsert() {
      return where == null;
    }

    /** The states that the conditions on the column itself admit. */
    Set<String> admitted(Set<String> all) {
      Set<String> admitted = new LinkedHashSet<>(all);
      for (String condition : where) {
        if (condition.startsWith(name() + " = '")) {
          admitted.retainAll(literals(condition));
        } else if (condition.startsWith(name() + " IN (")) {
          admitted.retainAll(literals(condition));
        } else if (condition.startsWith(name() + " <> '")
            || condition.startsWith(name() + " NOT IN (")) {
          admitted.removeAll(literals(condition));
        }
      }
      return admitted;
    }

    private String name() {
      return alias + "." + column.substring(column.indexOf('.') + 1);
    }
  }

  boolean deletes(String table) {
    Matcher delete = DELETE.matcher(sql);
    return delete.find() && delete.group(1).equalsIgnoreCase(table);
  }

  /** Whether the statement does nothing to a job that is ending. */
  boolean requiresWantedJob() {
    return WANTED.matcher(sql).find();
  }

  /** Whether the row's states are a parameter, in a condition on it or where it is locked. */
  boolean bindsFrom(Change change) {
    return Pattern.compile(Pattern.quote(change.name()) + " = (ANY\\()?\\$").matcher(sql).find();
  }

  List<Change> changes() {
    List<Change> all = new ArrayList<>();
    Matcher update = UPDATE.matcher(sql);
    while (update.find()) {
      all.addAll(updates(update.group(1), update.group(2), update.end()));
    }
    Matcher insert = INSERT.matcher(sql);
    while (insert.find()) {
      inserts(insert, all);
    }
    return all;
  }

  private List<Change> updates(String table, String alias, int start) {
    String clause = sql.substring(start, end(start));
    int where = top(clause, " WHERE ");
    int from = top(clause, " FROM ");
    String set = clause.substring(0, from >= 0 ? from : where >= 0 ? where : clause.length());
    List<String> conditions =
        where < 0 ? List.of() : conjuncts(clause.substring(where + " WHERE ".length()));
    List<Change> found = new ArrayList<>();
    assignments(set)
        .forEach(
            (column, value) -> {
              if (COLUMNS.contains(column)) {
                found.add(
                    new Change(
                        table + "." + column,
                        targets(value),
                        conditions,
                        alias == null ? table : alias));
              }
            });
    return found;
  }

  private void inserts(Matcher insert, List<Change> all) {
    String table = insert.group(1);
    List<String> columns = Arrays.stream(insert.group(2).split(",")).map(String::strip).toList();
    boolean values = insert.group(3).equalsIgnoreCase("VALUES");
    int start = values ? sql.indexOf('(', insert.start(3)) + 1 : insert.end();
    List<String> expressions = split(sql.substring(start, end(start)), ",");
    for (String column : COLUMNS) {
      int at = columns.indexOf(column);
      if (at >= 0) {
        Set<String> to = literals(expressions.get(at));
        all.add(new Change(table + "." + column, to, null, table));
      }
    }
    if (table.equals("job")) {
      all.add(new Change("job.phase", Set.of("CREATED"), null, table)); // the column's default
    }
  }

  /** The end of a clause: the bracket that closes it, RETURNING, or the end of the statement. */
  private int end(int start) {
    int depth = 0;
    for (int i = start; i < sql.length(); i++) {
      char c = sql.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth < 0 || (depth == 0 && sql.startsWith(" RETURNING ", i))) {
        return i;
      }
    }
    return sql.length();
  }

  private static Map<String, String> assignments(String set) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String one : split(set, ",")) {
      String[] sides = one.split(" = ", 2);
      all.put(sides[0].strip(), sides.length == 2 ? sides[1].strip() : "");
    }
    return all;
  }

  /** The values of a CASE are what follows THEN and ELSE; a column there leaves the state. */
  private static Set<String> targets(String value) {
    if (!value.startsWith("CASE")) {
      return literals(value);
    }
    Set<String> found = new LinkedHashSet<>();
    Matcher branch = Pattern.compile("(?:THEN|ELSE) '(\\w+)'").matcher(value);
    while (branch.find()) {
      found.add(branch.group(1));
    }
    return found;
  }

  private static List<String> conjuncts(String condition) {
    List<String> all = new ArrayList<>();
    for (String part : split(condition, " AND ")) {
      String one = part.strip();
      boolean bracketed = one.startsWith("(") && one.endsWith(")");
      String inner = bracketed ? one.substring(1, one.length() - 1) : "";
      if (bracketed && top(inner, " OR ") < 0) {
        all.addAll(conjuncts(inner));
      } else {
        all.add(one);
      }
    }
    return all;
  }

  private static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    String rest = text;
    for (int at = top(rest, separator); at >= 0; at = top(rest, separator)) {
      parts.add(rest.substring(0, at));
      rest = rest.substring(at + separator.length());
    }
    parts.add(rest);
    return parts;
  }

  /** Where the text has the separator outside of all brackets. */
  private static int top(String text, String separator) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0 && text.startsWith(separator, i)) {
        return i;
      }
    }
    return -1;
  }

  private static Set<String> literals(String text) {
    return Pattern.compile("'(\\w+)'")
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
