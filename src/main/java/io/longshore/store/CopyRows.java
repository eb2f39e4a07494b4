package io.longshore.store;

import io.vertx.core.buffer.Buffer;

/**
 * Rows in the text format of COPY. Source: PostgreSQL's manual, COPY, "File Formats". A row is
 * begun by its first value and ended by {@link #end}.
 */
public final class CopyRows {

  private final StringBuilder rows = new StringBuilder();
  private int begun; // where the row that is being written begins

  /**
   * Adds a value.
   *
   * @param value or null for NULL
   * @throws IllegalArgumentException when it holds a NUL, which PostgreSQL cannot store; the row is
   *     undone
   */
  public CopyRows add(String value) {
    separate();
    if (value == null) {
      rows.append("\\N");
      return this;
    }
    int from = 0;
    for (int at = 0; at < value.length(); at++) {
      if (isSpecial(value.charAt(at))) {
        rows.append(value, from, at);
        escape(value.charAt(at));
        from = at + 1;
      }
    }
    rows.append(value, from, value.length());
    return this;
  }

  public CopyRows add(long value) {
    separate();
    rows.append(value);
    return this;
  }

  /** Ends the row. */
  public void end() {
    rows.append('\n');
    begun = rows.length();
  }

  /** Forgets the row that was begun. */
  public void undo() {
    rows.setLength(begun);
  }

  /** About how many bytes are kept. */
  public int length() {
    return rows.length();
  }

  /** Gives the ended rows away, and begins anew. */
  public Buffer take() {
    undo();
    Buffer taken = Buffer.buffer(rows.toString());
    rows.setLength(0);
    begun = 0;
    return taken;
  }

  private void separate() {
    if (rows.length() > begun) {
      rows.append('\t');
    }
  }

  private static boolean isSpecial(char value) {
    return value <= '\r'
        ? value == '\t' || value == '\n' || value == '\r' || value == 0
        : value == '\\';
  }

  private void escape(char value) {
    switch (value) {
      case '\\' -> rows.append("\\\\");
      case '\t' -> rows.append("\\t");
      case '\n' -> rows.append("\\n");
      case '\r' -> rows.append("\\r");
      default -> {
        undo();
        throw new IllegalArgumentException("holds the character NUL, which cannot be stored");
      }
    }
  }
}
