package io.longshore.transfer.parquet;

import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Decompresses pages into arrays of the size that their headers tell. */
final class PageCodec {

  private static final int UNCOMPRESSED = 0;
  private static final int SNAPPY = 1;
  private static final int GZIP = 2;
  private static final int ZSTD = 6;
  private static final String[] NAMES = {
    "UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW"
  };

  private static final int GZIP_HEADER = 10;
  private static final int GZIP_TRAILER = 8;

  private PageCodec() {}

  /** Fails if pages of the codec cannot be read. */
  static void require(int codec) {
    if (codec != UNCOMPRESSED && codec != SNAPPY && codec != GZIP && codec != ZSTD) {
      String name = codec >= 0 && codec < NAMES.length ? NAMES[codec] : "number " + codec;
      throw new IllegalArgumentException(
          "its codec "
              + name
              + " is not supported: write it uncompressed or by SNAPPY, GZIP or ZSTD");
    }
  }

  /**
   * Writes the decompressed bytes to {@code out}, from {@code at} to its end.
   *
   * @throws RuntimeException if there are not exactly as many
   */
  static void decompress(int codec, byte[] in, int from, int length, byte[] out, int at) {
    int size = out.length - at;
    int written =
        switch (codec) {
          case UNCOMPRESSED -> copy(in, from, length, out, at);
          case SNAPPY -> new SnappyDecompressor().decompress(in, from, length, out, at, size);
          case ZSTD ->
              length == 0 ? 0 : new ZstdDecompressor().decompress(in, from, length, out, at, size);
          default -> inflate(in, from, length, out, at);
        };
    if (written != size) {
      throw new IllegalArgumentException("a page has another size than its header tells");
    }
  }

  private static int copy(byte[] in, int from, int length, byte[] out, int at) {
    if (length != out.length - at) {
      throw new IllegalArgumentException("a page has another size than its header tells");
    }
    System.arraycopy(in, from, out, at, length);
    return length;
  }

  /** One gzip member or several, each with a plain header. */
  private static int inflate(byte[] in, int from, int length, byte[] out, int at) {
    int position = from;
    int written = at;
    int end = from + length;
    Inflater inflater = new Inflater(true);
    try {
      while (position < end) {
        position = skipHeader(in, position, end);
        inflater.reset();
        inflater.setInput(in, position, end - position);
        int before = written;
        while (!inflater.finished()) {
          int got = inflater.inflate(out, written, out.length - written);
          written += got;
          if (got == 0 && !inflater.finished()) {
            throw new IllegalArgumentException("a page has another size than its header tells");
          }
        }
        CRC32 crc = new CRC32();
        crc.update(out, before, written - before);
        position = Math.toIntExact(position + inflater.getBytesRead()) + GZIP_TRAILER;
      }
      return written - at;
    } catch (DataFormatException damaged) {
      throw new IllegalArgumentException("its gzip data is damaged", damaged);
    } finally {
      inflater.end();
    }
  }

  private static int skipHeader(byte[] in, int from, int end) {
    boolean plain =
        end - from >= GZIP_HEADER + GZIP_TRAILER
            && in[from] == 0x1f
            && in[from + 1] == (byte) 0x8b
            && in[from + 3] == 0;
    if (!plain) {
      throw new IllegalArgumentException("its gzip data is damaged");
    }
    return from + GZIP_HEADER;
  }
}
