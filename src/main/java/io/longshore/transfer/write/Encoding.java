package io.longshore.transfer.write;

import io.vertx.core.buffer.Buffer;

/**
 * The encoding of an object's content. An object is the concatenation of its encoded chunks, which
 * are independent of each other. Thread-safe; not called on an event loop, because it uses the
 * processor.
 */
public interface Encoding {

  /**
   * Encodes a chunk.
   *
   * @param chunk empty for an object without rows
   */
  Buffer encode(byte[] chunk);
}
