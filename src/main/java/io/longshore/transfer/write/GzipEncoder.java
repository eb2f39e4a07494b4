package io.longshore.transfer.write;

import com.intel.gkl.compression.IntelDeflater;
import io.vertx.core.buffer.Buffer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores every chunk as one whole gzip member (RFC 1952); members in a row are one gzip file. The
 * same bytes come out for the same bytes in, as long as the same library compresses them.
 */
public final class GzipEncoder implements Encoding {

  private static final Logger LOG = LoggerFactory.getLogger(GzipEncoder.class);

  /** No name, no time, fastest algorithm, unknown system: nothing that differs between runs. */
  private static final byte[] HEADER = {
    0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 4, (byte) 0xff
  };

  private static final int TRAILER_BYTES = 8;

  /** Deflate without a single match is stored: five bytes for every 64 KiB, and some to begin. */
  private static final int STORED_BLOCK = 0xffff;

  private final boolean isal;

  /**
   * @param isal whether Intel's ISA-L compresses, several times as fast as java.util.zip; true only
   *     after {@link #loadIsal}
   */
  GzipEncoder(boolean isal) {
    this.isal = isal;
  }

  /** With ISA-L if it can be had on this machine. Blocks: for start-up only. */
  public static GzipEncoder fastest() {
    boolean isal = loadIsal();
    LOG.info("gzip by {}", isal ? "ISA-L" : "java.util.zip: ISA-L does not load on this machine");
    return new GzipEncoder(isal);
  }

  /** Whether the library is here. It is unpacked once and leaves nothing in the temp folder. */
  static boolean loadIsal() {
    try {
      Path folder = Files.createTempDirectory("longshore-isal-");
      try {
        return new IntelDeflater(Deflater.BEST_SPEED, true).load(folder.toFile());
      } finally {
        delete(folder); // a library that is loaded does not need its file any more
      }
    } catch (IOException | LinkageError failure) {
      LOG.debug("ISA-L", failure);
      return false;
    }
  }

  private static void delete(Path folder) throws IOException {
    File[] files = folder.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      Files.deleteIfExists(file.toPath());
    }
    Files.deleteIfExists(folder);
  }

  @Override
  public Buffer encode(byte[] chunk) {
    byte[] deflated = new byte[chunk.length + 5 * (chunk.length / STORED_BLOCK + 1) + 1024];
    // ISA-L takes no empty input, and says by finished() that it came to the end.
    int size = isal && chunk.length > 0 ? isal(chunk, deflated) : 0;
    if (size == 0) {
      size = deflate(new Deflater(Deflater.BEST_SPEED, true), chunk, deflated);
    }
    if (size == 0) {
      throw new IllegalStateException(chunk.length + " bytes did not deflate");
    }
    CRC32 crc = new CRC32();
    crc.update(chunk);
    return Buffer.buffer(HEADER.length + size + TRAILER_BYTES)
        .appendBytes(HEADER)
        .appendBytes(deflated, 0, size)
        .appendIntLE((int) crc.getValue())
        .appendIntLE(chunk.length);
  }

  private static int isal(byte[] chunk, byte[] deflated) {
    return deflate(new IntelDeflater(Deflater.BEST_SPEED, true), chunk, deflated);
  }

  /** The deflated size, or 0 when the deflater did not come to the end in one go. */
  private static int deflate(Deflater deflater, byte[] chunk, byte[] deflated) {
    try {
      deflater.setInput(chunk, 0, chunk.length);
      deflater.finish();
      int size = deflater.deflate(deflated, 0, deflated.length);
      return deflater.finished() ? size : 0;
    } finally {
      deflater.end();
    }
  }
}
