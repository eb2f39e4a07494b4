package io.longshore.transfer.write;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Encodes every chunk of an object by itself. The digest is of the rows before they are encoded.
 */
final class ChunkEncoder implements ObjectEncoder {

  private final RowTransform transform;
  private final Encoding encoding;
  private final ObjectDigest digest = new ObjectDigest();

  ChunkEncoder(RowTransform transform, Encoding encoding) {
    this.transform = transform;
    this.encoding = encoding;
  }

  @Override
  public List<Buffer> encode(byte[] chunk) {
    byte[] changed = transform.apply(chunk);
    digest.update(changed);
    return List.of(encoding.encode(changed));
  }

  @Override
  public List<Buffer> end(long rows) {
    return rows > 0 ? List.of() : encode(new byte[0]);
  }

  @Override
  public String sha256() {
    return digest.hex();
  }
}
