package io.longshore.transfer.read;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Splits a stream of bytes into lines, or into CSV records, whose quoted fields may contain
 * newlines. Records have no newline at their end, and empty lines are skipped. Line ends are LF or
 * CR LF.
 */
final class RecordSplitter {

  /**
   * The bytes of a record.
   *
   * @param line the number of its first line
   * @param isOpen whether the file ended inside quotes
   */
  record RawRecord(long line, byte[] bytes, boolean isOpen) {}

  /** The byte order mark of UTF-8, which may precede the quote of the first field. */
  static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final int maxBytes;
  private final Optional<CsvFormat> format;
  private byte[] pending = new byte[8192];
  private int length;
  private long line = 1;
  private long recordLine = 1;
  private int markBytes;
  private boolean quoted;
  private boolean closing; // after a quote inside quotes: another one makes it a literal quote
  private boolean atFieldStart = true;

  /**
   * @param format of a CSV file, which this detects; empty for plain lines
   */
  RecordSplitter(int maxBytes, Optional<CsvFormat> format) {
    this.maxBytes = maxBytes;
    this.format = format;
  }

  void split(byte[] bytes, int from, int to, List<RawRecord> found) throws MalformedFile {
    int start = from;
    CsvFormat csv = format.orElse(null);
    for (int at = skipPlain(bytes, from, to, csv);
        at < to;
        at = skipPlain(bytes, at + 1, to, csv)) {
      byte value = bytes[at];
      if (csv != null) {
        trackQuote(value, csv);
      }
      if (value == '\n') {
        if (!quoted) {
          end(bytes, start, at, found);
          start = at + 1;
        }
        line++;
        recordLine = quoted ? recordLine : line;
      }
    }
    append(bytes, start, to);
  }

  /**
   * The position of the next byte that changes more than {@code atFieldStart}: nearly all bytes of
   * a file do not, and are passed over by a short loop.
   */
  private int skipPlain(byte[] bytes, int from, int to, CsvFormat csv) {
    if (csv == null) {
      int at = from;
      while (at < to && bytes[at] != '\n') {
        at++;
      }
      return at;
    }
    if (quoted || closing || markBytes < BYTE_ORDER_MARK.length || !csv.isPlain()) {
      return from;
    }
    int at = from;
    while (at < to && bytes[at] != '\n' && bytes[at] != '"') {
      at++;
    }
    if (at > from) {
      atFieldStart = csv.separates(bytes[at - 1]);
    }
    return at;
  }

  /** Ends a record at a newline; its last bytes are in the array. */
  private void end(byte[] bytes, int from, int to, List<RawRecord> found) throws MalformedFile {
    if (length > 0) {
      append(bytes, from, to);
      end(found);
      return;
    }
    requireShort(to - from);
    int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    if (end > from) {
      add(Arrays.copyOfRange(bytes, from, end), found);
    }
  }

  /** Ends a record at the end of the file. */
  void end(List<RawRecord> found) {
    if (length > 0 && pending[length - 1] == '\r') {
      length--;
    }
    if (length > 0) {
      add(Arrays.copyOf(pending, length), found);
    }
    length = 0;
  }

  private void add(byte[] record, List<RawRecord> found) {
    format.ifPresent(CsvFormat::settle); // after the first record, which is the header
    found.add(new RawRecord(recordLine, record, quoted));
  }

  /** Tracks quotes, which open at the start of a field only. RFC 4180, 2.5 to 2.7. */
  private void trackQuote(byte value, CsvFormat csv) {
    if (markBytes < BYTE_ORDER_MARK.length && value == BYTE_ORDER_MARK[markBytes]) {
      markBytes++;
      return;
    }
    markBytes = BYTE_ORDER_MARK.length;
    if (quoted && !closing) {
      closing = value == '"';
      return;
    }
    if (closing) {
      closing = false;
      quoted = value == '"';
      if (quoted) {
        return;
      }
    } else if (value == '"' && atFieldStart) {
      quoted = true;
      atFieldStart = false;
      return;
    }
    csv.examine(value);
    boolean blank = atFieldStart && value == ' ' && csv.spaced();
    atFieldStart = blank || value == '\n' || csv.separates(value);
  }

  private void append(byte[] bytes, int from, int to) throws MalformedFile {
    int added = to - from;
    requireShort(length + added);
    if (length + added > pending.length) {
      pending = Arrays.copyOf(pending, Math.max(length + added, Math.min(maxBytes, length * 2)));
    }
    System.arraycopy(bytes, from, pending, length, added);
    length += added;
  }

  private void requireShort(int bytes) throws MalformedFile {
    if (bytes > maxBytes) {
      throw new MalformedFile(
          "line %d is longer than %d bytes%s"
              .formatted(recordLine, maxBytes, quoted ? ", or a quote in it is never closed" : ""));
    }
  }
}
