package io.longshore.transfer.parquet.write;

import java.util.List;

/** A member of a row, with its type. */
public sealed interface RowMember {

  /** The name in the rows and in the file. */
  String name();

  /**
   * A single value.
   *
   * @param required whether every row has it
   */
  record Value(String name, ValueType type, boolean required) implements RowMember {}

  /** Members of their own, each of them optional, as is the group. */
  record Group(String name, List<RowMember> members) implements RowMember {

    public Group {
      members = List.copyOf(members);
    }
  }

  /** An object whose members have names of the user's choice, and numbers: a map. */
  record Numbers(String name) implements RowMember {}

  /** An object whose members have names of the user's choice, and lists of texts: a map. */
  record TextLists(String name) implements RowMember {}

  /** An optional text. */
  static RowMember text(String name) {
    return new Value(name, ValueType.STRING, false);
  }

  /** An optional number of IEEE 754 with 64 bits. */
  static RowMember number(String name) {
    return new Value(name, ValueType.DOUBLE, false);
  }
}
