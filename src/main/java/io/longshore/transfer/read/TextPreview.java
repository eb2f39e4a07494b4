package io.longshore.transfer.read;

import io.longshore.async.AsyncLoop;
import io.longshore.objectstore.ObjectRead;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the first lines of a file of text, decompressed if it is gzipped or compressed by zstd.
 * Reads no more of the file than the lines need, and keeps no more than they have. Bytes that are
 * not UTF-8 become replacement characters.
 */
public final class TextPreview {

  /**
   * The first lines.
   *
   * @param lines without their line breaks
   * @param truncated whether the file has more
   */
  public record FirstLines(List<String> lines, boolean truncated) {}

  /** More of a file is not read: compressed data may have next to no content. */
  private static final int MAX_INPUT = 8 << 20;

  private static final int MAGIC_BYTES = 4;

  private final ObjectRead file;
  private final int maxLines;
  private final byte[] text;
  private Optional<Buffer> first;
  private Buffer head = Buffer.buffer();
  private DecodedStream decoded;
  private int input;
  private int length;
  private int lineBreaks;
  private boolean ended;

  private TextPreview(ObjectRead file, Optional<Buffer> first, int maxLines, int maxBytes) {
    this.file = file;
    this.first = first;
    this.maxLines = maxLines;
    this.text = new byte[maxBytes + 1]; // one more byte shows that there is more
  }

  /**
   * Reads at most that many lines and bytes, and closes the file. Fails with a {@link
   * MalformedFile} if its compressed data is damaged.
   */
  public static Future<FirstLines> read(ObjectRead file, int maxLines, int maxBytes) {
    return read(file, Optional.empty(), maxLines, maxBytes);
  }

  /**
   * The same for a file whose first bytes were taken.
   *
   * @param first these bytes
   */
  public static Future<FirstLines> read(
      ObjectRead file, Optional<Buffer> first, int maxLines, int maxBytes) {
    TextPreview preview = new TextPreview(file, first, maxLines, maxBytes);
    return AsyncLoop.whileTrue(preview::step)
        .map(done -> preview.lines())
        .onComplete(
            done -> {
              preview.close();
              file.close();
            });
  }

  private Future<Boolean> step() {
    Optional<Buffer> taken = first;
    first = Optional.empty();
    return (taken.isPresent() ? Future.succeededFuture(taken) : file.next())
        .compose(
            bytes -> {
              try {
                return Future.succeededFuture(take(bytes));
              } catch (MalformedFile damaged) {
                return Future.failedFuture(damaged);
              }
            });
  }

  /** Takes the next bytes of the file; returns whether more are wanted. */
  private boolean take(Optional<Buffer> bytes) throws MalformedFile {
    if (!feed(bytes)) {
      return true;
    }
    byte[] out = new byte[8192];
    int read = decoded.read(out);
    while (read > 0 && !isFull()) {
      add(out, read);
      read = decoded.read(out);
    }
    ended = bytes.isEmpty() && read == 0;
    return bytes.isPresent() && !isFull() && input < MAX_INPUT;
  }

  /** Gives the bytes to the stream, which the first ones decide; false before they are there. */
  private boolean feed(Optional<Buffer> bytes) {
    input += bytes.map(Buffer::length).orElse(0);
    if (decoded == null) {
      bytes.ifPresent(head::appendBuffer);
      if (bytes.isPresent() && head.length() < MAGIC_BYTES) {
        return false;
      }
      boolean zstd = head.length() >= MAGIC_BYTES && head.getIntLE(0) == ZstdStream.MAGIC;
      decoded = zstd ? new ZstdStream() : new GunzipStream(ReadLimits.DEFAULT);
      decoded.feed(head.getBytes());
      head = Buffer.buffer();
    } else {
      bytes.ifPresent(some -> decoded.feed(some.getBytes()));
    }
    if (bytes.isEmpty()) {
      decoded.endOfInput();
    }
    return true;
  }

  private void close() {
    if (decoded != null) {
      decoded.close();
    }
  }

  private void add(byte[] bytes, int count) {
    int taken = Math.min(count, text.length - length);
    System.arraycopy(bytes, 0, text, length, taken);
    for (int i = length; i < length + taken; i++) {
      lineBreaks += text[i] == '\n' ? 1 : 0;
    }
    length += taken;
  }

  private boolean isFull() {
    return length == text.length || lineBreaks > maxLines;
  }

  private FirstLines lines() {
    List<String> lines = new ArrayList<>();
    int max = text.length - 1;
    int start = 0;
    for (int i = 0; i < Math.min(length, max) && lines.size() < maxLines; i++) {
      if (text[i] == '\n') {
        lines.add(text(start, i));
        start = i + 1;
      }
    }
    boolean room = lines.size() < maxLines;
    if (room && length > start && (ended || lines.isEmpty())) {
      lines.add(text(start, Math.min(length, max)));
      start = Math.min(length, max);
    }
    return new FirstLines(List.copyOf(lines), !ended || length > start);
  }

  private String text(int from, int to) {
    int end = to > from && text[to - 1] == '\r' ? to - 1 : to;
    return new String(text, from, end - from, StandardCharsets.UTF_8);
  }
}
