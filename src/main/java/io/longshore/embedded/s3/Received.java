package io.longshore.embedded.s3;

import io.vertx.core.buffer.Buffer;

/**
 * The body of a request, whole and checked.
 *
 * @param bytes where it is in memory; else empty
 * @param piece where it is in a file; else null
 * @param algorithm of the checksum that the piece has; null for none
 */
record Received(Buffer bytes, Piece piece, Algorithm algorithm) {

  static final Received NOTHING = new Received(Buffer.buffer(), null, null);

  static Received of(Buffer bytes) {
    return new Received(bytes, null, null);
  }
}
