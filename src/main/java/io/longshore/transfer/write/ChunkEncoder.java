package io.longshore.transfer.write;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Encodes every chunk of an object by itself. The digest is of the rows before they are encoded.
 */
final class ChunkEncoder implements ObjectEncoder {

  private final RowTransform transform;
  private final Encoding encoding;
  private final MessageDigest digest = sha256Digest();

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
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }
}
