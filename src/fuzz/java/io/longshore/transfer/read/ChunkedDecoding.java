package io.longshore.transfer.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Decodes a file as a whole and in chunks, and compares rows, malformed rows and errors. */
final class ChunkedDecoding {

  static final ReadLimits LIMITS = new ReadLimits(4 * 1024, 1 << 20, 2_000, 1 << 14);

  private ChunkedDecoding() {}

  static <T> void requireSame(
      byte[] data, Function<ReadLimits, RowDecoder<T>> decoder, Function<T, String> format) {
    List<String> whole = read(decoder.apply(LIMITS), data, data.length + 1, format);
    int piece = 1 + (Arrays.hashCode(data) & 0x3f);
    List<String> pieces = read(decoder.apply(LIMITS), data, piece, format);
    if (!whole.equals(pieces)) {
      throw new AssertionError(
          "Decoded as a whole " + whole + ", in pieces of " + piece + " " + pieces);
    }
  }

  private static <T> List<String> read(
      RowDecoder<T> decoder, byte[] data, int piece, Function<T, String> format) {
    List<String> found = new ArrayList<>();
    try {
      for (int at = 0; at < data.length; at += piece) {
        decoder.feed(Arrays.copyOfRange(data, at, Math.min(data.length, at + piece)));
        drain(decoder, found, format);
      }
      decoder.endOfInput();
      drain(decoder, found, format);
    } catch (MalformedFile reason) {
      return List.of("unreadable"); // rows before an error, and which error is first, may differ
    }
    return found;
  }

  private static <T> void drain(
      RowDecoder<T> decoder, List<String> found, Function<T, String> format) throws MalformedFile {
    for (Optional<RowBatch<T>> batch = decoder.batch();
        batch.isPresent();
        batch = decoder.batch()) {
      batch.get().rows().forEach(row -> found.add(row.line() + " " + format.apply(row.value())));
      batch.get().bad().forEach(bad -> found.add(bad.line() + "! " + bad.reason()));
    }
    found.sort(null); // a batch has rows and malformed rows in separate lists
  }
}
