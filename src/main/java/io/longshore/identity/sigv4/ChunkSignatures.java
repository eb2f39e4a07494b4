package io.longshore.identity.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Verifies the signatures of a body that is sent in signed chunks. Each signature covers the
 * previous one, so chunks are verified in order.
 *
 * <p>Source: "Signature calculations for the Authorization header: transferring payload in multiple
 * chunks" of the S3 API reference.
 */
public final class ChunkSignatures {

  private static final HexFormat HEX = HexFormat.of();
  private static final String EMPTY = HEX.formatHex(SigningKeyCache.sha256(new byte[0]));

  private final byte[] signingKey;
  private final String timeAndScope;
  private String previous;

  ChunkSignatures(byte[] signingKey, SigningTime time, CredentialScope scope, String seed) {
    this.signingKey = signingKey.clone();
    this.timeAndScope = SigningTime.basic(time.at()) + "\n" + scope + "\n";
    this.previous = seed;
  }

  /** Whether the next chunk, whose data has that SHA-256, has that signature. */
  public boolean isOfNext(byte[] sha256, String signature) {
    return matches("AWS4-HMAC-SHA256-PAYLOAD\n", EMPTY + "\n" + HEX.formatHex(sha256), signature);
  }

  /**
   * Whether the trailers have that signature.
   *
   * @param trailers lines of {@code name:value}, each terminated by a line feed
   */
  public boolean isOfTrailers(String trailers, String signature) {
    byte[] sha256 = SigningKeyCache.sha256(trailers.getBytes(StandardCharsets.UTF_8));
    return matches("AWS4-HMAC-SHA256-TRAILER\n", HEX.formatHex(sha256), signature);
  }

  private boolean matches(String kind, String hashes, String signature) {
    String toSign = kind + timeAndScope + previous + "\n" + hashes;
    previous = HEX.formatHex(SigningKeyCache.hmac(signingKey, toSign));
    return MessageDigest.isEqual(
        previous.getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
  }
}
