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
 * Verifies the signatures of S3 requests before their bodies are read: Version 4 in the header or
 * the query, and Version 2 in the query, which boto3 uses for presigned URLs by default.
 */
public final class S3SignatureVerifier {

  /** The payload hash of a body that is not signed. */
  public static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  private static final ClockSkew SKEW = new ClockSkew(Duration.ofMinutes(15));
  private static final String SHA256 = "x-amz-content-sha256";
  private static final AccessKey UNKNOWN_KEY =
      new AccessKey("", "no such key", "000000000000", false);

  /**
   * A verified signature, and how to verify the body.
   *
   * @param payload the SHA-256 of the body in hexadecimal digits, {@link #UNSIGNED}, or the
   *     algorithm of its chunk signatures
   * @param chunks verifies signed chunks; empty for other bodies
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
   * Verifies the signature of a request. Fails with an {@link ApiError} with a code of S3.
   *
   * @param bucketInHost the bucket of a virtual-hosted request, otherwise empty
   */
  public Future<Signed> verify(SignedRequest request, String bucketInHost) {
    try {
      Optional<S3QuerySignature> version2 = S3QuerySignature.of(request, bucketInHost);
      if (version2.isPresent()) {
        S3QuerySignature signature = version2.get();
        requireNotExpired(signature.expires());
        return keys.find(signature.accessKey()).map(key -> check(signature, key));
      }
      SignatureParameters parameters = parameters(request);
      requireNotSkewed(parameters);
      String payload = payload(request, parameters);
      return keys.find(parameters.authorization().accessKey())
          .map(key -> check(request, parameters, payload, key));
    } catch (ApiError refused) {
      return Future.failedFuture(refused);
    }
  }

  private static SignatureParameters parameters(SignedRequest request) {
    SignatureParameters parameters = read(request);
    try {
      parameters.requireCovered(request, false);
      return parameters;
    } catch (ApiError refused) {
      throw new ApiError(ACCESS_DENIED, refused.getMessage());
    }
  }

  private static SignatureParameters read(SignedRequest request) {
    try {
      return SignatureParameters.parse(request);
    } catch (ApiError refused) {
      if (refused.code() == CommonError.MISSING_AUTHENTICATION_TOKEN) {
        throw new ApiError(ACCESS_DENIED, "The request is not signed.");
      }
      boolean header = !request.values("authorization").isEmpty();
      throw new ApiError(header ? HEADER_MALFORMED : QUERY_MALFORMED, refused.getMessage());
    }
  }

  private void requireNotSkewed(SignatureParameters parameters) {
    CredentialScope scope = parameters.authorization().scope();
    if (!scope.service().equals("s3") || !scope.day().equals(parameters.time().day())) {
      throw new ApiError(HEADER_MALFORMED, "The credential must be scoped to s3 and to the date.");
    }
    Instant now = clock.instant();
    Instant at = parameters.time().at();
    parameters.expires().ifPresent(seconds -> requireNotExpired(at.plusSeconds(seconds)));
    boolean tooOld = parameters.expires().isEmpty() && SKEW.isTooOld(at, now);
    if (tooOld || SKEW.isTooNew(at, now)) {
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

  private static String payload(SignedRequest request, SignatureParameters parameters) {
    List<String> given = request.values(SHA256);
    if (!given.isEmpty()) {
      return given.get(0);
    }
    if (parameters.expires().isEmpty()) {
      throw new ApiError(
          INVALID_REQUEST, "Missing required header for this request: x-amz-content-sha256");
    }
    return PresignedQuery.value(request.query(), "X-Amz-Content-Sha256").orElse(UNSIGNED);
  }

  private Signed check(
      SignedRequest request,
      SignatureParameters parameters,
      String payload,
      Optional<AccessKey> found) {
    AccessKey key = found.filter(AccessKey::enabled).orElse(UNKNOWN_KEY);
    CredentialScope scope = parameters.authorization().scope();
    byte[] signingKey = signingKeys.of(key, scope);
    require(key, matches(request, parameters, payload, signingKey), parameters.token());
    signingKeys.remember(key, scope, signingKey);
    Optional<ChunkSignatures> chunks =
        payload.startsWith("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
            ? Optional.of(
                new ChunkSignatures(
                    signingKey, parameters.time(), scope, parameters.authorization().signature()))
            : Optional.empty();
    return new Signed(key, scope.region(), payload, chunks);
  }

  private Signed check(S3QuerySignature signature, Optional<AccessKey> found) {
    AccessKey key = found.filter(AccessKey::enabled).orElse(UNKNOWN_KEY);
    require(key, signature.matches(key), signature.token());
    return new Signed(key, "us-east-1", UNSIGNED, Optional.empty());
  }

  private void require(AccessKey key, boolean matches, Optional<String> token) {
    if (key == UNKNOWN_KEY) {
      throw new ApiError(
          INVALID_ACCESS_KEY, "The AWS Access Key Id you provided does not exist in our records.");
    }
    if (!matches) {
      throw new ApiError(
          SIGNATURE_DOES_NOT_MATCH,
          "The request signature we calculated does not match the signature you provided. Check"
              + " your key and signing method.");
    }
    if (!keys.toleratesTokens() && !SigV4Verifier.matches(token, key.tokenHash())) {
      throw new ApiError(INVALID_TOKEN, "The provided token is malformed or otherwise invalid.");
    }
    if (key.expires().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
      throw new ApiError(EXPIRED_TOKEN, "The provided token has expired.");
    }
    keys.used(key);
  }

  /** S3 encodes a path once; some clients sign a path with encoded slashes unchanged. */
  private static boolean matches(
      SignedRequest request, SignatureParameters parameters, String payload, byte[] signingKey) {
    String path = request.path();
    byte[] given = HexFormat.of().parseHex(parameters.authorization().signature());
    return matches(request, parameters, payload, signingKey, CanonicalRequest.pathOnce(path), given)
        || matches(request, parameters, payload, signingKey, path, given);
  }

  private static boolean matches(
      SignedRequest request,
      SignatureParameters parameters,
      String payload,
      byte[] signingKey,
      String path,
      byte[] given) {
    Set<String> unsignedParameters =
        parameters.expires().isPresent() ? Set.of(PresignedQuery.SIGNATURE) : Set.of();
    String canonical =
        CanonicalRequest.ofPath(
            request, parameters.authorization().signedHeaders(), unsignedParameters, path, payload);
    byte[] expected =
        SigV4Verifier.signature(
            signingKey, parameters.time().at(), parameters.authorization().scope(), canonical);
    return MessageDigest.isEqual(expected, given);
  }
}
