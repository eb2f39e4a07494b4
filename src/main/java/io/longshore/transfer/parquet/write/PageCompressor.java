package io.longshore.transfer.parquet.write;

import io.airlift.compress.Compressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.longshore.transfer.write.Compression;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.CompressionCodec;

/**
 * The compression of pages. The output is the same on every machine, as long as the JDK has the
 * same zlib where it is gzip.
 */
enum PageCompressor {
  SNAPPY(CompressionCodec.SNAPPY) {
    @Override
    byte[] compress(byte[] page) {
      return compressed(new SnappyCompressor(), page);
    }
  },

  ZSTD(CompressionCodec.ZSTD) {
    @Override
    byte[] compress(byte[] page) {
      return compressed(new ZstdCompressor(), page);
    }
  },

  GZIP(CompressionCodec.GZIP) {
    @Override
    byte[] compress(byte[] page) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(page.length / 2 + 64);
      try (GZIPOutputStream gzip = new FastGzip(out)) {
        gzip.write(page);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return out.toByteArray();
    }
  },

  UNCOMPRESSED(CompressionCodec.UNCOMPRESSED) {
    @Override
    byte[] compress(byte[] page) {
      return page;
    }
  };

  private final CompressionCodec codec;

  PageCompressor(CompressionCodec codec) {
    this.codec = codec;
  }

  /** The compression of a role: without one Snappy, which every reader of Parquet knows. */
  static PageCompressor of(Optional<Compression> compression) {
    return compression
        .map(
            given ->
                switch (given) {
                  case GZIP -> GZIP;
                  case ZSTD -> ZSTD;
                  case NONE -> UNCOMPRESSED;
                })
        .orElse(SNAPPY);
  }

  /** The codec that the footer names. */
  CompressionCodec codec() {
    return codec;
  }

  abstract byte[] compress(byte[] page);

  private static byte[] compressed(Compressor compressor, byte[] page) {
    byte[] out = new byte[compressor.maxCompressedLength(page.length)];
    return Arrays.copyOf(out, compressor.compress(page, 0, page.length, out, 0, out.length));
  }

  /** Compresses fast rather than well. */
  private static final class FastGzip extends GZIPOutputStream {

    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
