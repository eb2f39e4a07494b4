package io.longshore.transfer.write;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Encodes every chunk of an object by itself. The digest is of the rows before they are encoded.
 */
final class ChunkEncoder implements ObjectEncoder {

  private static final int INFLATED_BYTES = 64 * 1024;

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
  public List<Buffer> passOn(byte[] members) {
    if (transform != RowTransform.NONE || !(encoding instanceof GzipEncoder)) {
      return ObjectEncoder.super.passOn(members);
    }
    byte[] some = new byte[INFLATED_BYTES];
    try (GZIPInputStream rows =
        new GZIPInputStream(new ByteArrayInputStream(members), INFLATED_BYTES)) {
      for (int size = rows.read(some); size >= 0; size = rows.read(some)) {
        digest.update(some, size);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("Stored rows are not a gzip file", broken);
    }
    return List.of(Buffer.buffer(members));
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
