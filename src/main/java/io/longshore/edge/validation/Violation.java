package io.longshore.edge.validation;

/**
 * Why a value violates its schema.
 *
 * @param path to the member, for example {@code Item[3].Location.Latitude}; empty for the whole
 *     value
 * @param text what it must be, for example {@code must be a number}
 */
record Violation(String path, String text) {

  static Violation here(String text) {
    return new Violation("", text);
  }

  /** This violation, as one of the object that has the value as that member. */
  Violation at(String member) {
    boolean joined = path.isEmpty() || path.startsWith("[");
    return new Violation(joined ? member + path : member + "." + path, text);
  }

  /** This violation, as one of the array that has the value at that index. */
  Violation at(int index) {
    boolean joined = path.isEmpty() || path.startsWith("[");
    return new Violation("[" + index + "]" + (joined ? path : "." + path), text);
  }

  String message() {
    return (path.isEmpty() ? "The request body" : path) + " " + text;
  }
}
