package io.longshore.transfer.write;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Passes on compressed rows whose digest is known, so that they need not be decompressed for it.
 *
 * @param sha256 of all rows, before they were compressed
 */
record KnownContentEncoder(String sha256) implements ObjectEncoder {

  @Override
  public List<Buffer> encode(byte[] chunk) {
    throw new IllegalStateException("The rows are not the ones of which the digest is known");
  }

  @Override
  public List<Buffer> passOn(byte[] members) {
    return List.of(Buffer.buffer(members));
  }

  @Override
  public List<Buffer> end(long rows) {
    return List.of();
  }
}
