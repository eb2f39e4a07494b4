package io.longshore.transfer.read;

import java.util.Arrays;

/** Removes the byte order mark of UTF-8 at the start of a file, and refuses other encodings. */
final class ByteOrderMark {

  private ByteOrderMark() {}

  /** Returns the first record of a file without its byte order mark. */
  static byte[] remove(byte[] record) throws MalformedFile {
    if (startsWith(record, 0xfe, 0xff) || startsWith(record, 0xff, 0xfe) || hasZeros(record)) {
      throw new MalformedFile("it is in UTF-16 or UTF-32: save it as UTF-8");
    }
    boolean marked =
        startsWith(record, 0xef, 0xbb) && record.length > 2 && record[2] == (byte) 0xbf;
    return marked ? Arrays.copyOfRange(record, 3, record.length) : record;
  }

  private static boolean startsWith(byte[] record, int one, int two) {
    return record.length > 1 && record[0] == (byte) one && record[1] == (byte) two;
  }

  private static boolean hasZeros(byte[] record) {
    return record.length > 1 && (record[0] == 0 || record[1] == 0);
  }
}
