package io.longshore.transfer.read;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a stream of bytes into lines, or into CSV records, whose quoted fields may hold newlines. A
 * record has no newline at its end; empty lines are left out. Line ends are LF or CR LF.
 */
final class RecordSplitter {

  /**
   * A record as its bytes.
   *
   * @param line at which it begins
   * @param isOpen whether the file ended inside of its quotes
   */
  record Cut(long line, byte[] bytes, boolean isOpen) {}

  /** The byte order mark of UTF-8, which may stand before the first field's quote. */
  static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final int longest;
  private final Optional<CsvFormat> form;
  private byte[] pending = new byte[8192];
  private int length;
  private long line = 1;
  private long begun = 1;
  private int marked;
  private boolean quoted;
  private boolean closing; // a quote was seen inside quotes: a second one means a quote
  private boolean fieldBegins = true;

  /**
   * @param form of a CSV file, which is found on the way; empty for plain lines
   */
  RecordSplitter(int longest, Optional<CsvFormat> form) {
    this.longest = longest;
    this.form = form;
  }

  void cut(byte[] bytes, int from, int to, List<Cut> found) throws MalformedFile {
    int start = from;
    CsvFormat csv = form.orElse(null);
    for (int at = from; at < to; at++) {
      byte value = bytes[at];
      if (csv != null) {
        quote(value, csv);
      }
      if (value == '\n') {
        if (!quoted) {
          keep(bytes, start, at);
          end(found);
          start = at + 1;
        }
        line++;
        begun = quoted ? begun : line;
      }
    }
    keep(bytes, start, to);
  }

  /** The last record may have no newline. */
  void end(List<Cut> found) {
    if (length > 0 && pending[length - 1] == '\r') {
      length--;
    }
    if (length > 0) {
      form.ifPresent(CsvFormat::settle); // the first record is the header
      found.add(new Cut(begun, Arrays.copyOf(pending, length), quoted));
    }
    length = 0;
  }

  /** A quote opens where a field begins, and only there. RFC 4180, 2.5 to 2.7. */
  private void quote(byte value, CsvFormat csv) {
    if (marked < MARK.length && value == MARK[marked]) {
      marked++;
      return;
    }
    marked = MARK.length;
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
    } else if (value == '"' && fieldBegins) {
      quoted = true;
      fieldBegins = false;
      return;
    }
    csv.see(value);
    boolean blank = fieldBegins && value == ' ' && csv.spaced();
    fieldBegins = blank || value == '\n' || csv.separates(value);
  }

  private void keep(byte[] bytes, int from, int to) throws MalformedFile {
    int more = to - from;
    if (length + more > longest) {
      throw new MalformedFile(
          "line %d is longer than %d bytes%s"
              .formatted(begun, longest, quoted ? ", or a quote in it is never closed" : ""));
    }
    if (length + more > pending.length) {
      pending = Arrays.copyOf(pending, Math.max(length + more, Math.min(longest, length * 2)));
    }
    System.arraycopy(bytes, from, pending, length, more);
    length += more;
  }
}
