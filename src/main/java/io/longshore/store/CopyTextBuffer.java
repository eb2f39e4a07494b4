package io.longshore.store;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A buffer of rows in the text format of COPY (PostgreSQL's manual, COPY, "File Formats"). A row
 * starts with its first value and ends with {@link #end}. Not thread-safe.
 */
public final class CopyTextBuffer {

  private static final byte[] NULL = {'\\', 'N'};
  private static final int INITIAL_SIZE = 8192;

  private byte[] rows = new byte[INITIAL_SIZE];
  private int length;
  private int rowStart; // offset of the row in progress
  private boolean inRow; // whether it has a value, which may be empty

  /**
   * Adds a value.
   *
   * @param value null for NULL
   * @throws IllegalArgumentException if the value contains the character NUL, which PostgreSQL
   *     cannot store; the row in progress is removed
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
    rowStart = length;
    inRow = false;
  }

  /** Removes the row in progress. */
  public void undo() {
    length = rowStart;
    inRow = false;
  }

  /** The size of the buffer in bytes. */
  public int length() {
    return length;
  }

  /** Returns the ended rows and clears the buffer. */
  public Buffer take() {
    return Buffer.buffer(takeBytes());
  }

  /** See {@link #take}. */
  public byte[] takeBytes() {
    byte[] taken = Arrays.copyOf(rows, rowStart);
    length = 0;
    rowStart = 0;
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
    ensureCapacity(1);
    rows[length++] = value;
  }

  private void append(byte[] bytes, int from, int to) {
    ensureCapacity(to - from);
    System.arraycopy(bytes, from, rows, length, to - from);
    length += to - from;
  }

  private void ensureCapacity(int more) {
    if (length + more > rows.length) {
      rows = Arrays.copyOf(rows, Math.max(length + more, rows.length * 2));
    }
  }

  /** In UTF-8 these bytes are not part of any other character. */
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
        throw new IllegalArgumentException("contains the character NUL, which cannot be stored");
      }
    }
    append((byte) '\\');
    append(letter);
  }
}
