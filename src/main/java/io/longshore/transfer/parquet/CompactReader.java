package io.longshore.transfer.parquet;

import java.nio.charset.StandardCharsets;

/**
 * Reads structures of Thrift's compact protocol, in which Parquet has its metadata. Sizes in the
 * data are compared with the bytes that are left before anything is allocated.
 *
 * <p>Source: the specification of Thrift's compact protocol.
 */
final class CompactReader {

  static final int TRUE = 1;
  static final int FALSE = 2;
  static final int BYTE = 3;
  static final int DOUBLE = 7;
  static final int BINARY = 8;
  static final int LIST = 9;
  static final int SET = 10;
  static final int MAP = 11;
  static final int STRUCT = 12;

  private static final int MOST_DEPTH = 16;

  /** The data ends within a structure: it is cut, or more of it must be read. */
  static final class EndOfData extends RuntimeException {
    private static final long serialVersionUID = 1;

    EndOfData() {
      super("The data ends too early", null, false, false);
    }
  }

  /** Reads the field of a structure that the reader stands at, or skips it. */
  interface FieldReader {
    void read(int id, int type);
  }

  private final byte[] data;
  private final int end;
  private int position;
  private int depth;

  CompactReader(byte[] data, int from, int to) {
    this.data = data;
    this.position = from;
    this.end = to;
  }

  int position() {
    return position;
  }

  /** Reads all fields of a structure. */
  void struct(FieldReader fields) {
    if (++depth > MOST_DEPTH) {
      throw new IllegalArgumentException("structures are nested too deeply");
    }
    int id = 0;
    for (int head = next(); head != 0; head = next()) {
      int delta = head >> 4 & 15;
      id = delta == 0 ? (int) zigzag() : id + delta;
      fields.read(id, head & 15);
    }
    depth--;
  }

  /** Calls the reader for each element of a list of structures. */
  void structs(Runnable element) {
    int size = listSize(STRUCT);
    for (int i = 0; i < size; i++) {
      element.run();
    }
  }

  /** The number of elements of a list of that type; each has a byte at least. */
  int listSize(int expected) {
    int head = next();
    long size = head >> 4 & 15;
    if (size == 15) {
      size = varint();
    }
    if ((head & 15) != expected || size < 0 || size > end - position) {
      throw size > end - position
          ? new EndOfData()
          : new IllegalArgumentException("a list is not of the right type");
    }
    return (int) size;
  }

  long zigzag() {
    long value = varint();
    return value >>> 1 ^ -(value & 1);
  }

  int integer() {
    return Math.toIntExact(zigzag());
  }

  String text() {
    int length = length();
    String text = new String(data, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  /** Skips a value of that type. */
  void skip(int type) {
    switch (type) {
      case TRUE, FALSE -> {}
      case BYTE -> position(1);
      case DOUBLE -> position(8);
      case BINARY -> position(length());
      case LIST, SET -> skipList();
      case MAP -> skipMap();
      case STRUCT -> struct((id, member) -> skip(member));
      default -> varint();
    }
  }

  private void skipList() {
    int head = next();
    long size = head >> 4 & 15;
    skipAll(size == 15 ? varint() : size, head & 15, -1);
  }

  private void skipMap() {
    long size = varint();
    if (size > 0) {
      int types = next();
      skipAll(size, types >> 4 & 15, types & 15);
    }
  }

  private void skipAll(long size, int type, int second) {
    if (size < 0 || size > end - position) {
      throw new EndOfData();
    }
    for (long i = 0; i < size; i++) {
      skipElement(type);
      if (second >= 0) {
        skipElement(second);
      }
    }
  }

  /** Booleans have a byte in lists, and none as fields. */
  private void skipElement(int type) {
    if (type == TRUE || type == FALSE) {
      position(1);
    } else {
      skip(type);
    }
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > end - position) {
      throw new EndOfData();
    }
    return (int) length;
  }

  private void position(int skipped) {
    if (skipped > end - position) {
      throw new EndOfData();
    }
    position += skipped;
  }

  private int next() {
    if (position >= end) {
      throw new EndOfData();
    }
    return data[position++] & 0xff;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int part = next();
      value |= (long) (part & 0x7f) << shift;
      if (part < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is too long");
  }
}
