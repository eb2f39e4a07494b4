package io.longshore.transfer.read;

import io.longshore.transfer.read.RecordSplitter.Cut;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Packed bytes in, batches of rows out. Works at once, in bounded memory, for one caller. */
final class RowDecoder<T> {

  /**
   * Small, so that what a caller makes of a batch stays under half a region of a 256 MiB heap:
   * larger arrays go where G1 collects late, a third of an import's time.
   */
  private static final int MOST_ROWS = 500;

  private static final int MOST_BYTES = 128 * 1024;
  private static final int STEP_BYTES = 64 * 1024;

  /** Makes a row of a record, or nothing of one that is none, such as a header. */
  interface Parser<T> {

    Optional<T> parse(String record) throws BadRecord, MalformedFile;
  }

  /** The message is the reason of a {@link MalformedRow}. */
  static final class BadRecord extends Exception {

    BadRecord(String reason) {
      super(reason, null, false, false);
    }
  }

  private final GunzipStream unpacking;
  private final RecordSplitter cutter;
  private final Parser<T> parser;
  private final byte[] step = new byte[STEP_BYTES];
  private final Deque<Cut> ready = new ArrayDeque<>();
  private boolean first = true;
  private boolean inputEnded;
  private boolean cutterEnded;

  /**
   * @param form of a CSV file, which is known when the header comes to the parser; empty for lines
   */
  RowDecoder(ReadLimits limits, Optional<CsvFormat> form, Parser<T> parser) {
    this.unpacking = new GunzipStream(limits);
    this.cutter = new RecordSplitter(limits.recordBytes(), form);
    this.parser = parser;
  }

  void feed(byte[] bytes) {
    unpacking.feed(bytes);
  }

  void endOfInput() {
    inputEnded = true;
    unpacking.endOfInput();
  }

  /** All rows are out. */
  boolean isEnded() {
    return cutterEnded && ready.isEmpty();
  }

  /** Rows, or empty when more input is needed or none are left. */
  Optional<RowBatch<T>> batch() throws MalformedFile {
    List<ReadRow<T>> rows = new ArrayList<>();
    List<MalformedRow> bad = new ArrayList<>();
    long bytes = 0;
    while (rows.size() + bad.size() < MOST_ROWS && bytes < MOST_BYTES && isReady()) {
      Cut cut = ready.remove();
      bytes += cut.bytes().length;
      try {
        Optional<T> row = parse(cut);
        row.ifPresent(value -> rows.add(new ReadRow<>(cut.line(), value)));
      } catch (BadRecord reason) {
        bad.add(new MalformedRow(cut.line(), reason.getMessage()));
      }
    }
    return rows.isEmpty() && bad.isEmpty()
        ? Optional.empty()
        : Optional.of(new RowBatch<>(rows, bad));
  }

  private boolean isReady() throws MalformedFile {
    List<Cut> found = new ArrayList<>();
    while (ready.isEmpty()) {
      int length = unpacking.read(step);
      if (length > 0) {
        cutter.cut(step, 0, length, found);
      } else if (inputEnded && !cutterEnded) {
        cutterEnded = true;
        cutter.end(found);
        unpacking.close();
      } else {
        return false;
      }
      ready.addAll(found);
      found.clear();
    }
    return true;
  }

  private Optional<T> parse(Cut cut) throws BadRecord, MalformedFile {
    byte[] bytes = first ? ByteOrderMark.of(cut.bytes()) : cut.bytes();
    first = false;
    return bytes.length == 0 ? Optional.empty() : parser.parse(text(cut, bytes));
  }

  private static String text(Cut cut, byte[] bytes) throws BadRecord {
    if (cut.isOpen()) {
      throw new BadRecord("a quote is opened and never closed");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException wrong) {
      throw new BadRecord("not valid UTF-8");
    }
  }
}
