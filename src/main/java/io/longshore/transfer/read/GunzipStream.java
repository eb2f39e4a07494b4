package io.longshore.transfer.read;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Bytes in, the same bytes or what was gzipped in them out, as much as the caller has room for, so
 * that a bomb never unfolds in memory. What is gzip says its magic number. RFC 1952; members may
 * follow each other, and zeros may pad the last.
 */
final class GunzipStream {

  private final ReadLimits limits;
  private final GzipHeader header = new GzipHeader();
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private byte[] input = new byte[0];
  private int position;
  private boolean noMore;
  private State state = State.UNKNOWN;
  private long packed;
  private long unpacked;
  private final byte[] trailer = new byte[8];
  private int trailing;

  private enum State {
    UNKNOWN,
    PLAIN,
    HEADER,
    BODY,
    TRAILER,
    BETWEEN
  }

  GunzipStream(ReadLimits limits) {
    this.limits = limits;
  }

  void feed(byte[] bytes) {
    int left = input.length - position;
    byte[] joined = new byte[left + bytes.length];
    System.arraycopy(input, position, joined, 0, left);
    System.arraycopy(bytes, 0, joined, left, bytes.length);
    input = joined;
    position = 0;
    packed += bytes.length;
  }

  void endOfInput() {
    noMore = true;
  }

  /** Fills from the start of the array; 0 when more input is needed, or when all is out. */
  int read(byte[] out) throws MalformedFile {
    int length = 0;
    while (length == 0 && step()) {
      length = state == State.BODY ? inflate(out) : state == State.PLAIN ? copy(out) : 0;
    }
    unpacked += length;
    check();
    return length;
  }

  /** Moves on to where bytes may come; false when more input is needed. */
  private boolean step() throws MalformedFile {
    return switch (state) {
      case UNKNOWN -> recognised();
      case PLAIN -> position < input.length;
      case HEADER -> headed();
      case BODY -> position < input.length || !inflater.needsInput() || cut();
      case TRAILER -> trailed();
      case BETWEEN -> between();
    };
  }

  private boolean recognised() {
    if (input.length - position < 2 && !noMore) {
      return false;
    }
    boolean gzip =
        input.length - position >= 2
            && input[position] == 0x1f
            && input[position + 1] == (byte) 0x8b;
    state = gzip ? State.HEADER : State.PLAIN;
    return true;
  }

  private boolean headed() throws MalformedFile {
    while (position < input.length && !header.isWhole()) {
      header.next(input[position++] & 0xff);
    }
    if (!header.isWhole()) {
      return cut();
    }
    inflater.reset();
    crc.reset();
    state = State.BODY;
    return true;
  }

  private int inflate(byte[] out) throws MalformedFile {
    if (inflater.needsInput()) {
      inflater.setInput(input, position, input.length - position);
      position = input.length;
    }
    try {
      int length = inflater.inflate(out);
      crc.update(out, 0, length);
      if (inflater.finished()) {
        position -= inflater.getRemaining();
        trailing = 0;
        state = State.TRAILER;
      }
      return length;
    } catch (DataFormatException broken) {
      throw new MalformedFile("its gzip data is broken");
    }
  }

  private int copy(byte[] out) {
    int length = Math.min(out.length, input.length - position);
    System.arraycopy(input, position, out, 0, length);
    position += length;
    return length;
  }

  private boolean trailed() throws MalformedFile {
    while (position < input.length && trailing < trailer.length) {
      trailer[trailing++] = input[position++];
    }
    if (trailing < trailer.length) {
      return cut();
    }
    if (number(0) != crc.getValue() || number(4) != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new MalformedFile("its gzip checksum does not match: it was damaged on its way");
    }
    header.restart();
    state = State.BETWEEN;
    return true;
  }

  private boolean between() throws MalformedFile {
    while (position < input.length && input[position] == 0) {
      position++;
    }
    if (position == input.length) {
      return false;
    }
    state = State.HEADER;
    return true;
  }

  private boolean cut() throws MalformedFile {
    if (noMore) {
      throw new MalformedFile("its gzip data ends too early");
    }
    return false;
  }

  private void check() throws MalformedFile {
    if (unpacked > limits.outputBytes()) {
      throw new MalformedFile("it holds more than " + limits.outputBytes() + " bytes");
    }
    if (unpacked > limits.ratioFrom() && unpacked / limits.ratio() > packed) {
      throw new MalformedFile(
          "its gzip data unfolds more than "
              + limits.ratio()
              + " times, which no honest file does");
    }
  }

  private long number(int at) {
    long value = 0;
    for (int index = 3; index >= 0; index--) {
      value = value << 8 | (trailer[at + index] & 0xff);
    }
    return value;
  }

  /** Frees native memory. */
  void close() {
    inflater.end();
  }
}
