package io.longshore.transfer.read;

/** Parses and skips the header of a gzip member, byte by byte. RFC 1952, 2.3. */
final class GzipHeader {

  private static final int FIXED_BYTES = 10;
  private static final int CRC = 1 << 1;
  private static final int EXTRA = 1 << 2;
  private static final int NAME = 1 << 3;
  private static final int COMMENT = 1 << 4;
  private static final int RESERVED = 0xe0;

  private int seen;
  private int flags;
  private int extra;

  void restart() {
    seen = 0;
    flags = 0;
    extra = 0;
  }

  /** Whether the header is complete. */
  boolean isComplete() {
    return seen >= FIXED_BYTES && flags == 0;
  }

  void next(int value) throws MalformedFile {
    if (seen < FIXED_BYTES) {
      fixed(value);
    } else if ((flags & EXTRA) != 0) {
      extra(value);
    } else if ((flags & NAME) != 0) {
      flags &= value == 0 ? ~NAME : ~0;
    } else if ((flags & COMMENT) != 0) {
      flags &= value == 0 ? ~COMMENT : ~0;
    } else {
      crc();
    }
  }

  private void fixed(int value) throws MalformedFile {
    boolean wrong =
        (seen == 0 && value != 0x1f) || (seen == 1 && value != 0x8b) || (seen == 2 && value != 8);
    if (wrong || (seen == 3 && (value & RESERVED) != 0)) {
      throw new MalformedFile("something that is not gzip follows its gzip data");
    }
    if (seen == 3) {
      flags = value & (CRC | EXTRA | NAME | COMMENT);
    }
    seen++;
  }

  /** A length of two bytes, low byte first, followed by as many bytes. */
  private void extra(int value) {
    int place = seen - FIXED_BYTES;
    if (place < 2) {
      extra |= value << (8 * place);
      seen++;
    } else {
      extra--;
    }
    if (seen - FIXED_BYTES == 2 && extra == 0) {
      flags &= ~EXTRA;
      seen = FIXED_BYTES;
    }
  }

  private void crc() {
    seen++;
    if (seen == FIXED_BYTES + 2) {
      flags &= ~CRC;
    }
  }
}
