package io.longshore.service.cleanroomsml.profile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing array of bytes; numbers are big-endian. Not thread-safe. */
final class ByteWriter {

  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int length;

  ByteWriter(int capacity) {
    this.bytes = new byte[capacity];
  }

  int length() {
    return length;
  }

  void putShort(int value) {
    ensureCapacity(Short.BYTES);
    SHORT.set(bytes, length, (short) value);
    length += Short.BYTES;
  }

  void putLong(long value) {
    ensureCapacity(Long.BYTES);
    LONG.set(bytes, length, value);
    length += Long.BYTES;
  }

  void put(byte[] from, int at, int count) {
    ensureCapacity(count);
    System.arraycopy(from, at, bytes, length, count);
    length += count;
  }

  /** Returns what was written, and clears it. */
  byte[] take() {
    byte[] taken = Arrays.copyOf(bytes, length);
    length = 0;
    return taken;
  }

  private void ensureCapacity(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }
}
