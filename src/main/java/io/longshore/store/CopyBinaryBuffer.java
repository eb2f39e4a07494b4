package io.longshore.store;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A buffer of rows in the binary format of COPY (PostgreSQL's manual, COPY, "File Formats"), which
 * is sent and stored faster than text if values are bytes. Values have exactly the types of the
 * columns. Not thread-safe.
 */
public final class CopyBinaryBuffer {

  private static final byte[] SIGNATURE =
      "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final short END = -1;

  private final int columns;
  private Buffer rows = Buffer.buffer();

  /**
   * @param columns the number of values of a row
   */
  public CopyBinaryBuffer(int columns) {
    this.columns = columns;
    rows.appendBytes(SIGNATURE).appendInt(0).appendInt(0); // no flags, no extension
  }

  /** Begins a row, whose values follow. */
  public CopyBinaryBuffer row() {
    rows.appendShort((short) columns);
    return this;
  }

  /** Adds a text, which must not contain the character NUL. */
  public CopyBinaryBuffer add(String value) {
    return add(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a smallint. */
  public CopyBinaryBuffer add(short value) {
    rows.appendInt(Short.BYTES).appendShort(value);
    return this;
  }

  public CopyBinaryBuffer add(UUID value) {
    rows.appendInt(2 * Long.BYTES);
    rows.appendLong(value.getMostSignificantBits()).appendLong(value.getLeastSignificantBits());
    return this;
  }

  /** Adds a bytea. */
  public CopyBinaryBuffer add(byte[] value) {
    rows.appendInt(value.length).appendBytes(value);
    return this;
  }

  /** Ends the rows of the load. */
  public CopyBinaryBuffer end() {
    rows.appendShort(END);
    return this;
  }

  /** The size of the buffer in bytes. */
  public int length() {
    return rows.length();
  }

  /** Returns the rows and clears the buffer. */
  public Buffer take() {
    Buffer taken = rows;
    rows = Buffer.buffer();
    return taken;
  }
}
