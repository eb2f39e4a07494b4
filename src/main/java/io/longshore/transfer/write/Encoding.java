package io.longshore.transfer.write;

import io.vertx.core.buffer.Buffer;

/**
 * How rows are stored in an object. An object is its encoded chunks in a row, so every chunk stands
 * for itself. Safe to share; takes processor time, so never called on an event loop.
 */
public interface Encoding {

  /**
   * The chunk as it is stored.
   *
   * @param chunk the plain bytes; none at all for an object without rows
   */
  Buffer encode(byte[] chunk);
}
