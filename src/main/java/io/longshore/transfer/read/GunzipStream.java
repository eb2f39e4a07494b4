package io.longshore.transfer.read;

import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip data (RFC 1952, with several members and padding by zeros), or passes other
 * data through; the magic number decides. Output is limited to the caller's array, so memory does
 * not grow with the compression ratio. Not thread-safe.
 */
final class GunzipStream implements DecodedStream {

  private final ReadLimits limits;
  private final GzipHeader header = new GzipHeader();
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private byte[] input = new byte[0];
  private int position;
  private boolean inputEnded;
  private State state = State.UNKNOWN;
  private long inputBytes;
  private long outputBytes;
  private final byte[] trailer = new byte[8];
  private int trailerBytes;

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

  @Override
  public void feed(byte[] bytes) {
    int left = input.length - position;
    byte[] joined = new byte[left + bytes.length];
    System.arraycopy(input, position, joined, 0, left);
    System.arraycopy(bytes, 0, joined, left, bytes.length);
    input = joined;
    position = 0;
    inputBytes += bytes.length;
  }

  @Override
  public void endOfInput() {
    inputEnded = true;
  }

  @Override
  public int read(byte[] out) throws MalformedFile {
    int length = 0;
    while (length == 0 && step()) {
      length = state == State.BODY ? inflate(out) : state == State.PLAIN ? copy(out) : 0;
    }
    outputBytes += length;
    checkLimits();
    return length;
  }

  /** Advances to a state that may have output; false if more input is needed. */
  private boolean step() throws MalformedFile {
    return switch (state) {
      case UNKNOWN -> detect();
      case PLAIN -> position < input.length;
      case HEADER -> readHeader();
      case BODY -> position < input.length || !inflater.needsInput() || requireMore();
      case TRAILER -> readTrailer();
      case BETWEEN -> skipPadding();
    };
  }

  private boolean detect() throws MalformedFile {
    if (input.length - position < FileSignature.LENGTH && !inputEnded) {
      return false;
    }
    Optional<FileSignature> other = FileSignature.of(Arrays.copyOfRange(input, position, end()));
    if (other.isPresent()) {
      throw new MalformedFile(
          "it is "
              + other.get().description()
              + ", which is not read: send text, plain or gzipped");
    }
    boolean gzip =
        input.length - position >= 2
            && input[position] == 0x1f
            && input[position + 1] == (byte) 0x8b;
    state = gzip ? State.HEADER : State.PLAIN;
    return true;
  }

  private int end() {
    return Math.min(input.length, position + FileSignature.LENGTH);
  }

  private boolean readHeader() throws MalformedFile {
    while (position < input.length && !header.isComplete()) {
      header.next(input[position++] & 0xff);
    }
    if (!header.isComplete()) {
      return requireMore();
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
        trailerBytes = 0;
        state = State.TRAILER;
      }
      return length;
    } catch (DataFormatException damaged) {
      throw new MalformedFile("its gzip data is damaged");
    }
  }

  private int copy(byte[] out) {
    int length = Math.min(out.length, input.length - position);
    System.arraycopy(input, position, out, 0, length);
    position += length;
    return length;
  }

  private boolean readTrailer() throws MalformedFile {
    while (position < input.length && trailerBytes < trailer.length) {
      trailer[trailerBytes++] = input[position++];
    }
    if (trailerBytes < trailer.length) {
      return requireMore();
    }
    if (number(0) != crc.getValue() || number(4) != (inflater.getBytesWritten() & 0xffffffffL)) {
      throw new MalformedFile("its gzip checksum does not match: the data is damaged");
    }
    header.restart();
    state = State.BETWEEN;
    return true;
  }

  private boolean skipPadding() throws MalformedFile {
    while (position < input.length && input[position] == 0) {
      position++;
    }
    if (position == input.length) {
      return false;
    }
    state = State.HEADER;
    return true;
  }

  private boolean requireMore() throws MalformedFile {
    if (inputEnded) {
      throw new MalformedFile("its gzip data ends too early");
    }
    return false;
  }

  private void checkLimits() throws MalformedFile {
    if (outputBytes > limits.outputBytes()) {
      throw new MalformedFile("it holds more than " + limits.outputBytes() + " bytes");
    }
    if (outputBytes > limits.ratioFrom() && outputBytes / limits.ratio() > inputBytes) {
      throw new MalformedFile(
          "its gzip data expands to more than " + limits.ratio() + " times its size");
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
  @Override
  public void close() {
    inflater.end();
  }
}
