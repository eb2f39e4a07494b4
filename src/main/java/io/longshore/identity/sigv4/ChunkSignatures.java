package io.longshore.identity.sigv4;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The signatures inside a body that comes in signed chunks, each made over the one before. Source:
 * "Signature calculations for the Authorization header: transferring payload in multiple chunks" of
 * the S3 API reference.
 */
public final class ChunkSignatures {

  private static final HexFormat HEX = HexFormat.of();
  private static final String EMPTY = HEX.formatHex(SigningKeyCache.sha256(new byte[0]));

  private final byte[] signingKey;
  private final String place;
  private String last;

  ChunkSignatures(byte[] signingKey, SigningTime time, CredentialScope scope, String seed) {
    this.signingKey = signingKey.clone();
    this.place = SigningTime.basic(time.at()) + "\n" + scope + "\n";
    this.last = seed;
  }

  /** Whether that is the signature of the chunk that follows, whose data has that SHA-256. */
  public boolean isOfNext(byte[] sha256, String signature) {
    return isRight("AWS4-HMAC-SHA256-PAYLOAD\n", EMPTY + "\n" + HEX.formatHex(sha256), signature);
  }

  /**
   * Whether that is the signature of what follows the last chunk.
   *
   * @param trailers lines of {@code name:value}, each with a line feed at its end
   */
  public boolean isOfTrailers(String trailers, String signature) {
    byte[] sha256 = SigningKeyCache.sha256(trailers.getBytes(StandardCharsets.UTF_8));
    return isRight("AWS4-HMAC-SHA256-TRAILER\n", HEX.formatHex(sha256), signature);
  }

  private boolean isRight(String kind, String hashes, String signature) {
    String toSign = kind + place + last + "\n" + hashes;
    last = HEX.formatHex(SigningKeyCache.hmac(signingKey, toSign));
    return MessageDigest.isEqual(
        last.getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.UTF_8));
  }
}
