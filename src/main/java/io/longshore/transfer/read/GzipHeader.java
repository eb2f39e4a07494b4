package io.longshore.transfer.read;

/** The header of a gzip member, byte by byte. RFC 1952, 2.3; nothing in it is of use here. */
final class GzipHeader {

  private static final int FIXED = 10;
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

  /** The fixed bytes are seen, and every part that they announced. */
  boolean isWhole() {
    return seen >= FIXED && flags == 0;
  }

  void next(int value) throws MalformedFile {
    if (seen < FIXED) {
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

  /** Two bytes of length, low byte first, and then as many. */
  private void extra(int value) {
    int place = seen - FIXED;
    if (place < 2) {
      extra |= value << (8 * place);
      seen++;
    } else {
      extra--;
    }
    if (seen - FIXED == 2 && extra == 0) {
      flags &= ~EXTRA;
      seen = FIXED;
    }
  }

  private void crc() {
    seen++;
    if (seen == FIXED + 2) {
      flags &= ~CRC;
    }
  }
}
