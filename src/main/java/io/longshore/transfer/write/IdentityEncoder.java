package io.longshore.transfer.write;

import io.vertx.core.buffer.Buffer;

/** Stores rows unchanged. */
public final class IdentityEncoder implements Encoding {

  @Override
  public Buffer encode(byte[] chunk) {
    return Buffer.buffer(chunk);
  }
}
