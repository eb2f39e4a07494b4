package io.longshore.transfer.read;

import java.util.Arrays;

/** How a text begins: a byte order mark of UTF-8 is none of it, other encodings are refused. */
final class ByteOrderMark {

  private ByteOrderMark() {}

  /** The first record without the mark. */
  static byte[] of(byte[] record) throws MalformedFile {
    if (begins(record, 0xfe, 0xff) || begins(record, 0xff, 0xfe) || hasZeros(record)) {
      throw new MalformedFile("it is in UTF-16 or UTF-32: save it as UTF-8");
    }
    boolean marked = begins(record, 0xef, 0xbb) && record.length > 2 && record[2] == (byte) 0xbf;
    return marked ? Arrays.copyOfRange(record, 3, record.length) : record;
  }

  private static boolean begins(byte[] record, int one, int two) {
    return record.length > 1 && record[0] == (byte) one && record[1] == (byte) two;
  }

  private static boolean hasZeros(byte[] record) {
    return record.length > 1 && (record[0] == 0 || record[1] == 0);
  }
}
