package io.longshore.transfer.parquet;

import io.longshore.transfer.parquet.ParquetColumn.Meaning;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The schema of a file. */
final class ColumnTree {

  /** Groups in more groups are taken as they are. */
  private static final int MOST_DEPTH = 8;

  /** An element of the schema, which lists groups before their members. */
  static final class Element {
    String name = "";
    int type = -1;
    int length;
    int repetition;
    int children;
    int converted = -1;
    int scale;
    Meaning logical;
  }

  private final List<Element> elements;

  /**
   * @param elements of the footer, the root first
   */
  ColumnTree(List<Element> elements) {
    this.elements = elements;
  }

  /** The children of the root. */
  List<ParquetColumn> columns() {
    if (elements.isEmpty()) {
      throw new IllegalArgumentException("it has no schema");
    }
    List<ParquetColumn> columns = new ArrayList<>();
    int at = 1;
    for (int i = 0; i < elements.get(0).children; i++) {
      Element element = elements.get(at);
      columns.add(column(element, List.of(), 0));
      at = behind(at);
    }
    return List.copyOf(columns);
  }

  /**
   * The same with the columns of groups instead of the groups, except of those with repeated ones.
   */
  List<ParquetColumn> members() {
    List<ParquetColumn> members = new ArrayList<>();
    addMembers(0, List.of(), 0, members);
    return List.copyOf(members);
  }

  /**
   * Adds the columns of a group.
   *
   * @param at its position
   * @param path its names
   * @param definition its level
   */
  private void addMembers(int at, List<String> path, int definition, List<ParquetColumn> members) {
    int next = at + 1;
    for (int i = 0; i < elements.get(at).children; i++) {
      ParquetColumn column = column(elements.get(next), path, definition);
      if (isPlainGroup(next) && path.size() < MOST_DEPTH) {
        addMembers(next, column.path(), column.definition(), members);
      } else {
        members.add(column);
      }
      next = behind(next);
    }
  }

  /** Whether an element is a group of which a row has one at most. */
  private boolean isPlainGroup(int at) {
    Element group = elements.get(at);
    boolean plain = group.children > 0 && group.repetition <= ParquetFormat.OPTIONAL;
    int next = at + 1;
    for (int i = 0; plain && i < group.children; i++) {
      plain = elements.get(next).repetition <= ParquetFormat.OPTIONAL;
      next = behind(next);
    }
    return plain;
  }

  /** The position behind an element and all that are below it. */
  private int behind(int at) {
    long open = 1;
    int next = at;
    while (open > 0) {
      open += Math.max(0, elements.get(next).children) - 1L;
      next++;
    }
    return next;
  }

  /**
   * @param path the names of the group that the element is in
   * @param definition the level of that group
   */
  private static ParquetColumn column(Element element, List<String> path, int definition) {
    boolean group = element.children > 0 || element.type < 0;
    return new ParquetColumn(
        Stream.concat(path.stream(), Stream.of(element.name)).toList(),
        group ? -1 : element.type,
        element.length,
        definition + (element.repetition == ParquetFormat.OPTIONAL ? 1 : 0),
        element.repetition > ParquetFormat.OPTIONAL,
        element.logical != null ? element.logical : converted(element.converted),
        element.scale);
  }

  private static Meaning converted(int type) {
    return switch (type) {
      case 5 -> Meaning.DECIMAL;
      case 6 -> Meaning.DAYS;
      case 9 -> Meaning.MILLIS;
      case 10 -> Meaning.MICROS;
      case 11, 12, 13, 14 -> Meaning.UNSIGNED;
      default -> Meaning.PLAIN;
    };
  }
}
