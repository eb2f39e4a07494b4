package io.longshore.transfer;

import io.vertx.core.buffer.Buffer;

/** Stores rows as they are. */
public final class PlainBytes implements Encoding {

  @Override
  public Buffer encode(byte[] chunk) {
    return Buffer.buffer(chunk);
  }
}
