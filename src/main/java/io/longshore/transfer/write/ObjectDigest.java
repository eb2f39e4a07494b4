package io.longshore.transfer.write;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of an object that is written piece by piece. Not thread-safe. */
public final class ObjectDigest {

  private final MessageDigest digest = sha256();

  /** Adds the next bytes. */
  public void update(byte[] bytes) {
    digest.update(bytes);
  }

  /** Adds the first bytes of an array. */
  void update(byte[] bytes, int count) {
    digest.update(bytes, 0, count);
  }

  /** The digest of all bytes, in lower-case hexadecimal digits. To be called once, at the end. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-256", impossible);
    }
  }
}
