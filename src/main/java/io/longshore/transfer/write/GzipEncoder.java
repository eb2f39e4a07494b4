package io.longshore.transfer.write;

import com.intel.gkl.compression.IntelDeflater;
import io.vertx.core.buffer.Buffer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses every chunk into a gzip member (RFC 1952); a sequence of members is a gzip file. The
 * output is deterministic as long as the same library compresses.
 */
public final class GzipEncoder implements Encoding {

  private static final Logger LOG = LoggerFactory.getLogger(GzipEncoder.class);

  /** No name, no time, fastest algorithm, unknown system: the same in every run. */
  private static final byte[] HEADER = {
    0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 4, (byte) 0xff
  };

  private static final int TRAILER_BYTES = 8;

  /** Incompressible data is stored in blocks of this size, with five more bytes each. */
  private static final int STORED_BLOCK = 0xffff;

  private final boolean isal;

  // Kept, because each has a quarter of a megabyte that only the garbage collector frees: that of
  // its superclass, which IntelDeflater does not end. There are as many as threads that encode.
  private final Queue<Deflater> fast = new ConcurrentLinkedQueue<>();
  private final Queue<Deflater> plain = new ConcurrentLinkedQueue<>();

  /**
   * @param isal whether to use Intel's ISA-L, several times as fast as java.util.zip; only after a
   *     successful {@link #loadIsal}
   */
  GzipEncoder(boolean isal) {
    this.isal = isal;
  }

  /** An encoder with ISA-L if it is available on this machine. Blocks: for start-up only. */
  public static GzipEncoder fastest() {
    boolean isal = loadIsal();
    LOG.info("gzip with {}", isal ? "ISA-L" : "java.util.zip: ISA-L does not load on this machine");
    return new GzipEncoder(isal);
  }

  /** Loads the library; false if it is not available. Its files are deleted after loading. */
  static boolean loadIsal() {
    try {
      Path directory = Files.createTempDirectory("longshore-isal-");
      try {
        return new IntelDeflater(Deflater.BEST_SPEED, true).load(directory.toFile());
      } finally {
        delete(directory); // a loaded library does not need its file
      }
    } catch (IOException | LinkageError failure) {
      LOG.debug("ISA-L does not load", failure);
      return false;
    }
  }

  private static void delete(Path directory) throws IOException {
    File[] files = directory.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      Files.deleteIfExists(file.toPath());
    }
    Files.deleteIfExists(directory);
  }

  @Override
  public Buffer encode(byte[] chunk) {
    byte[] deflated = new byte[chunk.length + 5 * (chunk.length / STORED_BLOCK + 1) + 1024];
    // ISA-L does not accept empty input.
    int size = isal && chunk.length > 0 ? isal(chunk, deflated) : 0;
    if (size == 0) {
      size = deflate(plain, () -> new Deflater(Deflater.BEST_SPEED, true), chunk, deflated);
    }
    if (size == 0) {
      throw new IllegalStateException(chunk.length + " bytes could not be compressed");
    }
    CRC32 crc = new CRC32();
    crc.update(chunk);
    return Buffer.buffer(HEADER.length + size + TRAILER_BYTES)
        .appendBytes(HEADER)
        .appendBytes(deflated, 0, size)
        .appendIntLE((int) crc.getValue())
        .appendIntLE(chunk.length);
  }

  private int isal(byte[] chunk, byte[] deflated) {
    return deflate(fast, () -> new IntelDeflater(Deflater.BEST_SPEED, true), chunk, deflated);
  }

  /** The deflated size, or 0 if the deflater did not finish in one call. */
  private static int deflate(
      Queue<Deflater> idle, Supplier<Deflater> another, byte[] chunk, byte[] deflated) {
    Deflater deflater = Optional.ofNullable(idle.poll()).orElseGet(another);
    deflater.reset();
    deflater.setInput(chunk, 0, chunk.length);
    deflater.finish();
    int size = deflater.deflate(deflated, 0, deflated.length);
    boolean finished = deflater.finished();
    idle.add(deflater);
    return finished ? size : 0;
  }
}
