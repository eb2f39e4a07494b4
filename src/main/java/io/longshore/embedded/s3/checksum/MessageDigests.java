package io.longshore.embedded.s3.checksum;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Creates message digests and encodes them as hexadecimal. */
public final class MessageDigests {

  private MessageDigests() {}

  public static MessageDigest create(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(
          impossible); // every Java platform supports the algorithms in use
    }
  }

  public static byte[] digest(String algorithm, String text) {
    return create(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
  }

  public static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
