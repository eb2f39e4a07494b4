package io.longshore.edge;

/**
 * Why a value does not fit its schema.
 *
 * @param path to the member, for example {@code Item[3].Location.Latitude}; empty for the whole
 * @param text what it must be, for example {@code must be a number}
 */
record Fault(String path, String text) {

  static Fault here(String text) {
    return new Fault("", text);
  }

  /** The same, seen from the object that has that member. */
  Fault at(String member) {
    boolean joined = path.isEmpty() || path.startsWith("[");
    return new Fault(joined ? member + path : member + "." + path, text);
  }

  /** The same, seen from the array that has it at that index. */
  Fault at(int index) {
    boolean joined = path.isEmpty() || path.startsWith("[");
    return new Fault("[" + index + "]" + (joined ? path : "." + path), text);
  }

  String message() {
    return (path.isEmpty() ? "The request body" : path) + " " + text;
  }
}
