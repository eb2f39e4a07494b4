package io.longshore.transfer.copy;

import io.longshore.job.Outputs.Content;
import io.longshore.transfer.copy.ObjectCopy.Digests;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Computes the digests of a stream, including the one that S3 computes for an object in parts. Not
 * thread-safe.
 */
final class StreamDigest {

  private final Optional<Content> expected;
  private final MessageDigest md5 = digest("MD5");
  private final MessageDigest sha256 = digest("SHA-256");
  private final MessageDigest part = digest("MD5");
  private final MessageDigest ofParts = digest("MD5");
  private final long partBytes;
  private long left;

  StreamDigest(Optional<Content> expected) {
    this.expected = expected;
    this.partBytes =
        expected.filter(content -> content.parts() > 0).map(Content::partBytes).orElse(0L);
    this.left = partBytes;
  }

  void update(byte[] bytes) {
    md5.update(bytes);
    sha256.update(bytes);
    int from = 0;
    while (partBytes > 0 && from < bytes.length) {
      int length = (int) Math.min(left, bytes.length - from);
      part.update(bytes, from, length);
      from += length;
      left -= length;
      if (left == 0) {
        endPart();
      }
    }
  }

  private void endPart() {
    ofParts.update(part.digest());
    left = partBytes;
  }

  /** Completes the digests; to be called once. */
  Ended end() {
    if (left < partBytes) {
      endPart();
    }
    byte[] whole = md5.digest();
    HexFormat hex = HexFormat.of();
    String found = hex.formatHex(partBytes > 0 ? ofParts.digest() : whole);
    boolean differs = expected.filter(it -> !it.md5().equals(found)).isPresent();
    return new Ended(
        new Digests(Base64.getEncoder().encodeToString(whole), hex.formatHex(sha256.digest())),
        differs);
  }

  /**
   * The result.
   *
   * @param differs whether the content differs from the expected one
   */
  record Ended(Digests digests, boolean differs) {}

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java has " + name, impossible);
    }
  }
}
