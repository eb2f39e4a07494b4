package io.longshore.identity.sigv4;

import static io.longshore.identity.sigv4.S3SignatureError.ACCESS_DENIED;
import static io.longshore.identity.sigv4.S3SignatureError.EXPIRED_TOKEN;
import static io.longshore.identity.sigv4.S3SignatureError.HEADER_MALFORMED;
import static io.longshore.identity.sigv4.S3SignatureError.INVALID_ACCESS_KEY;
import static io.longshore.identity.sigv4.S3SignatureError.INVALID_REQUEST;
import static io.longshore.identity.sigv4.S3SignatureError.INVALID_TOKEN;
import static io.longshore.identity.sigv4.S3SignatureError.QUERY_MALFORMED;
import static io.longshore.identity.sigv4.S3SignatureError.SIGNATURE_DOES_NOT_MATCH;
import static io.longshore.identity.sigv4.S3SignatureError.TIME_TOO_SKEWED;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.KeySource;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies what is signed for S3, before its body has come: Version 4 in the header and in the
 * query, and Version 2 in the query, with which boto3 presigns unless it is told otherwise.
 */
public final class S3SignatureVerifier {

  /** The body is not signed. */
  public static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  private static final Duration SKEW = Duration.ofMinutes(15);
  private static final String SHA256 = "x-amz-content-sha256";
  private static final AccessKey STRANGER = new AccessKey("", "no such key", "000000000000", false);

  /**
   * Who signed, and what the body must be.
   *
   * @param payload the SHA-256 of the body in hexadecimal digits, or {@link #UNSIGNED}, or how its
   *     chunks are signed
   * @param chunks for chunks that are signed
   */
  public record Signed(
      AccessKey key, String region, String payload, Optional<ChunkSignatures> chunks) {}

  private final KeySource keys;
  private final InstantSource clock;
  private final SigningKeyCache signingKeys = new SigningKeyCache();

  public S3SignatureVerifier(KeySource keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Who signed that request. Fails with an {@link ApiError} whose code is S3's.
   *
   * @param bucketInHost the bucket, where it stands in the Host; else empty
   */
  public Future<Signed> verify(SignedRequest request, String bucketInHost) {
    try {
      Optional<S3QuerySignature> second = S3QuerySignature.of(request, bucketInHost);
      if (second.isPresent()) {
        S3QuerySignature claim = second.get();
        requireNotExpired(claim.expires());
        return keys.find(claim.accessKey()).map(key -> check(claim, key));
      }
      SignatureParameters claim = claim(request);
      requireWindow(claim);
      String payload = payload(request, claim);
      return keys.find(claim.authorization().accessKey())
          .map(key -> check(request, claim, payload, key));
    } catch (ApiError refused) {
      return Future.failedFuture(refused);
    }
  }

  private static SignatureParameters claim(SignedRequest request) {
    SignatureParameters claim = read(request);
    try {
      claim.requireCovered(request, false);
      return claim;
    } catch (ApiError refused) {
      throw new ApiError(ACCESS_DENIED, refused.getMessage());
    }
  }

  private static SignatureParameters read(SignedRequest request) {
    try {
      return SignatureParameters.read(request);
    } catch (ApiError refused) {
      if (refused.code() == CommonError.MISSING_AUTHENTICATION_TOKEN) {
        throw new ApiError(ACCESS_DENIED, "The request is not signed.");
      }
      boolean header = !request.values("authorization").isEmpty();
      throw new ApiError(header ? HEADER_MALFORMED : QUERY_MALFORMED, refused.getMessage());
    }
  }

  private void requireWindow(SignatureParameters claim) {
    CredentialScope scope = claim.authorization().scope();
    if (!scope.service().equals("s3") || !scope.day().equals(claim.time().day())) {
      throw new ApiError(HEADER_MALFORMED, "The credential must be scoped to s3 and to the date.");
    }
    Instant now = clock.instant();
    Instant at = claim.time().at();
    claim.expires().ifPresent(seconds -> requireNotExpired(at.plusSeconds(seconds)));
    boolean late = claim.expires().isEmpty() && at.isBefore(now.minus(SKEW));
    if (late || at.isAfter(now.plus(SKEW))) {
      throw new ApiError(
          TIME_TOO_SKEWED,
          "The difference between the request time and the current time is too large.");
    }
  }

  private void requireNotExpired(Instant end) {
    if (end.isBefore(clock.instant())) {
      throw new ApiError(ACCESS_DENIED, "Request has expired");
    }
  }

  private static String payload(SignedRequest request, SignatureParameters claim) {
    List<String> given = request.values(SHA256);
    if (!given.isEmpty()) {
      return given.get(0);
    }
    if (claim.expires().isEmpty()) {
      throw new ApiError(
          INVALID_REQUEST, "Missing required header for this request: x-amz-content-sha256");
    }
    return PresignedQuery.value(request.query(), "X-Amz-Content-Sha256").orElse(UNSIGNED);
  }

  private Signed check(
      SignedRequest request, SignatureParameters claim, String payload, Optional<AccessKey> found) {
    AccessKey key = found.filter(AccessKey::enabled).orElse(STRANGER);
    CredentialScope scope = claim.authorization().scope();
    byte[] signingKey = signingKeys.of(key, scope);
    require(key, isRight(request, claim, payload, signingKey), claim.token());
    signingKeys.remember(key, scope, signingKey);
    Optional<ChunkSignatures> chunks =
        payload.startsWith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
            ? Optional.of(
                new ChunkSignatures(
                    signingKey, claim.time(), scope, claim.authorization().signature()))
            : Optional.empty();
    return new Signed(key, scope.region(), payload, chunks);
  }

  private Signed check(S3QuerySignature claim, Optional<AccessKey> found) {
    AccessKey key = found.filter(AccessKey::enabled).orElse(STRANGER);
    require(key, claim.isBy(key), claim.token());
    return new Signed(key, "us-east-1", UNSIGNED, Optional.empty());
  }

  private void require(AccessKey key, boolean right, Optional<String> token) {
    if (key == STRANGER) {
      throw new ApiError(
          INVALID_ACCESS_KEY, "The AWS Access Key Id you provided does not exist in our records.");
    }
    if (!right) {
      throw new ApiError(
          SIGNATURE_DOES_NOT_MATCH,
          "The request signature we calculated does not match the signature you provided. Check"
              + " your key and signing method.");
    }
    if (!keys.toleratesTokens() && !SigV4Verifier.fits(token, key.tokenHash())) {
      throw new ApiError(INVALID_TOKEN, "The provided token is malformed or otherwise invalid.");
    }
    if (key.expires().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
      throw new ApiError(EXPIRED_TOKEN, "The provided token has expired.");
    }
    keys.used(key);
  }

  /** S3 encodes a path once. A slash that came encoded is signed as it came by some clients. */
  private static boolean isRight(
      SignedRequest request, SignatureParameters claim, String payload, byte[] signingKey) {
    String path = request.path();
    byte[] given = HexFormat.of().parseHex(claim.authorization().signature());
    return fits(request, claim, payload, signingKey, CanonicalRequest.pathOnce(path), given)
        || fits(request, claim, payload, signingKey, path, given);
  }

  private static boolean fits(
      SignedRequest request,
      SignatureParameters claim,
      String payload,
      byte[] signingKey,
      String path,
      byte[] given) {
    Set<String> leftOut = claim.expires().isPresent() ? Set.of(PresignedQuery.SIGNATURE) : Set.of();
    String canonical =
        CanonicalRequest.ofPath(
            request, claim.authorization().signedHeaders(), leftOut, path, payload);
    byte[] right =
        SigV4Verifier.signature(
            signingKey, claim.time().at(), claim.authorization().scope(), canonical);
    return MessageDigest.isEqual(right, given);
  }
}
