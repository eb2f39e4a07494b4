package io.longshore.transfer.read;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decompresses Zstandard frames (RFC 8878). Output is limited to the caller's array, so memory does
 * not grow with the compression ratio: it is that of one window, at most 8 MiB, and what is fed at
 * once.
 */
final class ZstdStream implements DecodedStream {

  /** The first four bytes of a frame, low byte first. */
  static final int MAGIC = 0xFD2FB528;

  private final Fed fed = new Fed();
  private final ZstdInputStream frames = new ZstdInputStream(fed);
  private boolean inputEnded;

  /** The input that was fed. Reports an end when it needs more. */
  private static final class Fed extends InputStream {
    private byte[] bytes = new byte[0];
    private int position;
    private boolean isEmpty;

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count = Math.min(length, bytes.length - position);
      isEmpty = count == 0 && length > 0;
      System.arraycopy(bytes, position, into, offset, count);
      position += count;
      return isEmpty ? -1 : count;
    }
  }

  @Override
  public void feed(byte[] bytes) {
    byte[] left = new byte[fed.bytes.length - fed.position + bytes.length];
    System.arraycopy(fed.bytes, fed.position, left, 0, left.length - bytes.length);
    System.arraycopy(bytes, 0, left, left.length - bytes.length, bytes.length);
    fed.bytes = left;
    fed.position = 0;
  }

  @Override
  public void endOfInput() {
    inputEnded = true;
  }

  @Override
  public int read(byte[] out) throws MalformedFile {
    int length = 0;
    int next = next();
    while (next >= 0) {
      out[length++] = (byte) next;
      next = length < out.length ? next() : -1;
    }
    return length;
  }

  /**
   * The next byte; negative when more input is needed, or at the end. Bytes are read one by one,
   * because the library forgets what it has decompressed when the input ends within a read.
   */
  private int next() throws MalformedFile {
    fed.isEmpty = false;
    try {
      return frames.read();
    } catch (IOException ended) {
      if (inputEnded || !fed.isEmpty) {
        throw new MalformedFile("its zstd data ends too early");
      }
      return -1;
    } catch (RuntimeException damaged) { // of several classes, whatever the damage leads to
      throw new MalformedFile("its zstd data is damaged");
    }
  }

  @Override
  public void close() {
    fed.bytes = new byte[0];
    fed.position = 0;
  }
}
