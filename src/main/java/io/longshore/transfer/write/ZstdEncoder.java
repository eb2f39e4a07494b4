package io.longshore.transfer.write;

import io.airlift.compress.zstd.ZstdCompressor;
import io.vertx.core.buffer.Buffer;

/**
 * Compresses every chunk into a Zstandard frame (RFC 8878); a sequence of frames is a Zstandard
 * file. The output is the same on every machine, because the compressor is written in Java.
 */
final class ZstdEncoder implements Encoding {

  @Override
  public Buffer encode(byte[] chunk) {
    ZstdCompressor compressor = new ZstdCompressor();
    byte[] frame = new byte[compressor.maxCompressedLength(chunk.length)];
    int size = compressor.compress(chunk, 0, chunk.length, frame, 0, frame.length);
    return Buffer.buffer(size).appendBytes(frame, 0, size);
  }
}
