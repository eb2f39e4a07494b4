package io.longshore.store;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows in the text format of COPY. Source: PostgreSQL's manual, COPY, "File Formats". A row is
 * begun by its first value and ended by {@link #end}.
 */
public final class CopyTextBuffer {

  private static final byte[] NULL = {'\\', 'N'};
  private static final int FIRST_SIZE = 8192;

  private byte[] rows = new byte[FIRST_SIZE];
  private int length;
  private int begun; // where the row that is being written begins
  private boolean inRow; // its first value may be empty

  /**
   * Adds a value.
   *
   * @param value or null for NULL
   * @throws IllegalArgumentException when it holds a NUL, which PostgreSQL cannot store; the row is
   *     undone
   */
  public CopyTextBuffer add(String value) {
    separate();
    byte[] bytes = value == null ? NULL : value.getBytes(StandardCharsets.UTF_8);
    int from = 0;
    for (int at = 0; value != null && at < bytes.length; at++) {
      if (isSpecial(bytes[at])) {
        append(bytes, from, at);
        escape(bytes[at]);
        from = at + 1;
      }
    }
    append(bytes, from, bytes.length);
    return this;
  }

  public CopyTextBuffer add(long value) {
    separate();
    byte[] digits = Long.toString(value).getBytes(StandardCharsets.ISO_8859_1);
    append(digits, 0, digits.length);
    return this;
  }

  /** Ends the row. */
  public void end() {
    append((byte) '\n');
    begun = length;
    inRow = false;
  }

  /** Forgets the row that was begun. */
  public void undo() {
    length = begun;
    inRow = false;
  }

  /** How many bytes are kept. */
  public int length() {
    return length;
  }

  /** Gives the ended rows away, and begins anew. */
  public Buffer take() {
    return Buffer.buffer(takeBytes());
  }

  /** The same, as bytes. */
  public byte[] takeBytes() {
    byte[] taken = Arrays.copyOf(rows, begun);
    length = 0;
    begun = 0;
    inRow = false;
    return taken;
  }

  private void separate() {
    if (inRow) {
      append((byte) '\t');
    }
    inRow = true;
  }

  private void append(byte value) {
    room(1);
    rows[length++] = value;
  }

  private void append(byte[] bytes, int from, int to) {
    room(to - from);
    System.arraycopy(bytes, from, rows, length, to - from);
    length += to - from;
  }

  private void room(int more) {
    if (length + more > rows.length) {
      rows = Arrays.copyOf(rows, Math.max(length + more, rows.length * 2));
    }
  }

  /** In UTF-8 no byte of another character looks like one of these. */
  private static boolean isSpecial(byte value) {
    return value == '\\' || value >= 0 && value < ' ' && isControl(value);
  }

  private static boolean isControl(byte value) {
    return value == '\t' || value == '\n' || value == '\r' || value == 0;
  }

  private void escape(byte value) {
    byte letter;
    switch (value) {
      case '\\' -> letter = '\\';
      case '\t' -> letter = 't';
      case '\n' -> letter = 'n';
      case '\r' -> letter = 'r';
      default -> {
        undo();
        throw new IllegalArgumentException("holds the character NUL, which cannot be stored");
      }
    }
    append((byte) '\\');
    append(letter);
  }
}
