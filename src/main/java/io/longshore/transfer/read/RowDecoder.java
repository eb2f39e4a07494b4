package io.longshore.transfer.read;

import io.longshore.transfer.read.RecordSplitter.RawRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Decodes bytes of a file, gzipped or not, into batches of rows, in bounded memory. Not
 * thread-safe.
 */
final class RowDecoder<T> {

  /**
   * Small, so that arrays made of a batch stay below half a region of a 256 MiB heap. G1 collects
   * larger ones late, which took a third of an import's time.
   */
  private static final int MAX_ROWS = 500;

  private static final int MAX_BYTES = 128 * 1024;
  private static final int CHUNK_BYTES = 64 * 1024;

  /** Parses a record into a row; empty if the record is not a row, such as the header. */
  interface Parser<T> {

    Optional<T> parse(String record) throws BadRecord, MalformedFile;
  }

  /** The message is the reason of a {@link MalformedRow}. */
  static final class BadRecord extends Exception {

    BadRecord(String reason) {
      super(reason, null, false, false);
    }
  }

  private final GunzipStream gunzip;
  private final RecordSplitter splitter;
  private final Parser<T> parser;
  private final byte[] chunk = new byte[CHUNK_BYTES];
  private final Deque<RawRecord> ready = new ArrayDeque<>();
  private boolean first = true;
  private boolean inputEnded;
  private boolean splitterEnded;

  /**
   * @param format of a CSV file, complete when the header is parsed; empty for lines
   */
  RowDecoder(ReadLimits limits, Optional<CsvFormat> format, Parser<T> parser) {
    this.gunzip = new GunzipStream(limits);
    this.splitter = new RecordSplitter(limits.recordBytes(), format);
    this.parser = parser;
  }

  void feed(byte[] bytes) {
    gunzip.feed(bytes);
  }

  void endOfInput() {
    inputEnded = true;
    gunzip.endOfInput();
  }

  /** Whether all rows have been returned. */
  boolean isEnded() {
    return splitterEnded && ready.isEmpty();
  }

  /** Returns rows, or empty if more input is needed or there are no more rows. */
  Optional<RowBatch<T>> batch() throws MalformedFile {
    List<ReadRow<T>> rows = new ArrayList<>();
    List<MalformedRow> bad = new ArrayList<>();
    long bytes = 0;
    while (rows.size() + bad.size() < MAX_ROWS && bytes < MAX_BYTES && isReady()) {
      RawRecord record = ready.remove();
      bytes += record.bytes().length;
      try {
        Optional<T> row = parse(record);
        row.ifPresent(value -> rows.add(new ReadRow<>(record.line(), value)));
      } catch (BadRecord reason) {
        bad.add(new MalformedRow(record.line(), reason.getMessage()));
      }
    }
    return rows.isEmpty() && bad.isEmpty()
        ? Optional.empty()
        : Optional.of(new RowBatch<>(rows, bad));
  }

  private boolean isReady() throws MalformedFile {
    List<RawRecord> found = new ArrayList<>();
    while (ready.isEmpty()) {
      int length = gunzip.read(chunk);
      if (length > 0) {
        splitter.split(chunk, 0, length, found);
      } else if (inputEnded && !splitterEnded) {
        splitterEnded = true;
        splitter.end(found);
        gunzip.close();
      } else {
        return false;
      }
      ready.addAll(found);
      found.clear();
    }
    return true;
  }

  private Optional<T> parse(RawRecord record) throws BadRecord, MalformedFile {
    byte[] bytes = first ? ByteOrderMark.remove(record.bytes()) : record.bytes();
    first = false;
    return bytes.length == 0 ? Optional.empty() : parser.parse(text(record, bytes));
  }

  private static String text(RawRecord record, byte[] bytes) throws BadRecord {
    if (record.isOpen()) {
      throw new BadRecord("a quote is opened and never closed");
    }
    if (isAscii(bytes)) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException wrong) {
      throw new BadRecord("not valid UTF-8");
    }
  }

  /** Such bytes are valid UTF-8, and need no decoder. */
  private static boolean isAscii(byte[] bytes) {
    int all = 0;
    for (byte value : bytes) {
      all |= value;
    }
    return all >= 0;
  }
}
