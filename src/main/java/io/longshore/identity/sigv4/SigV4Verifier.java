package io.longshore.identity.sigv4;

import static io.longshore.api.CommonError.EXPIRED_TOKEN;
import static io.longshore.api.CommonError.INVALID_SIGNATURE;
import static io.longshore.api.CommonError.REQUEST_EXPIRED;
import static io.longshore.api.CommonError.UNRECOGNIZED_CLIENT;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.config.AuthConfig;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.KeySource;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Verifies AWS Signature Version 4, in the header and in the query, for every service but S3. The
 * one place that makes a {@link Principal}.
 */
public final class SigV4Verifier {

  private static final AccessKey STRANGER = new AccessKey("", "no such key", "000000000000", false);
  private static final Set<String> LEFT_OUT = Set.of(PresignedQuery.SIGNATURE);

  /**
   * What AWS's services differ in.
   *
   * @param normalizedPath whether dots and empty segments leave the path before it is signed
   * @param unsignedToken whether a session token may be added after signing
   */
  record Rules(boolean normalizedPath, boolean unsignedToken) {
    static final Rules OURS = new Rules(true, false);
  }

  private final KeySource keys;
  private final AuthConfig config;
  private final Set<String> services;
  private final InstantSource clock;
  private final Rules rules;
  private final SigningKeyCache signingKeys = new SigningKeyCache();

  /**
   * @param services the signing names that are served; a signature for another opens nothing
   */
  public SigV4Verifier(
      KeySource keys, AuthConfig config, Set<String> services, InstantSource clock) {
    this(keys, config, services, clock, Rules.OURS);
  }

  SigV4Verifier(
      KeySource keys, AuthConfig config, Set<String> services, InstantSource clock, Rules rules) {
    this.keys = keys;
    this.config = config;
    this.services = Collections.unmodifiableSet(new TreeSet<>(services));
    this.clock = clock;
    this.rules = rules;
  }

  /**
   * Who signed that request. Fails with an {@link ApiError} of {@code CommonError} when nobody did
   * whom we know; the message never shows what the signature should have been.
   */
  public Future<AuthenticatedCaller> verify(SignedRequest request) {
    try {
      SignatureParameters claim = SignatureParameters.of(request, rules.unsignedToken());
      requireScope(claim.authorization().scope(), claim.time());
      requireWindow(claim);
      String payloadHash = payloadHash(request);
      return keys.find(claim.authorization().accessKey())
          .map(key -> check(request, claim, payloadHash, key));
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }

  private void requireScope(CredentialScope scope, SigningTime time) {
    if (!scope.day().equals(time.day())) {
      throw invalid("Credential should be scoped to the day of the request's date.");
    }
    if (!config.regions().isEmpty() && !config.regions().contains(scope.region())) {
      throw invalid("Credential should be scoped to a valid region.");
    }
    if (!services.contains(scope.service())) {
      throw invalid(
          "Credential should be scoped to a correct service; served here: " + services + ".");
    }
  }

  private void requireWindow(SignatureParameters claim) {
    Instant now = clock.instant();
    Instant at = claim.time().at();
    Instant oldest = now.minus(config.skew());
    if (claim.expires().isPresent()) {
      if (at.plusSeconds(claim.expires().get()).isBefore(now)) {
        throw new ApiError(REQUEST_EXPIRED, "Request has expired");
      }
    } else if (at.isBefore(oldest)) {
      throw invalid("Signature expired: %s is now earlier than %s (%s - %s", at, oldest, now);
    }
    Instant newest = now.plus(config.skew());
    if (at.isAfter(newest)) {
      throw invalid(
          "Signature not yet current: %s is still later than %s (%s + %s", at, newest, now);
    }
  }

  private ApiError invalid(String message, Instant at, Instant bound, Instant now) {
    return invalid(
        message.formatted(
            SigningTime.basic(at),
            SigningTime.basic(bound),
            SigningTime.basic(now),
            config.skew().toMinutes() + " min.)"));
  }

  private static String payloadHash(SignedRequest request) {
    String hash = HexFormat.of().formatHex(SigningKeyCache.sha256(request.body()));
    List<String> claimed = request.values("x-amz-content-sha256");
    if (!claimed.isEmpty() && !claimed.get(0).equals(hash)) {
      throw invalid(
          "'x-amz-content-sha256' must be the SHA-256 of the body; unsigned and streaming payloads"
              + " are not accepted.");
    }
    return hash;
  }

  /** An unknown key costs the same work as a wrong signature of a known one. */
  private AuthenticatedCaller check(
      SignedRequest request,
      SignatureParameters claim,
      String payloadHash,
      Optional<AccessKey> found) {
    AccessKey key = found.filter(AccessKey::enabled).orElse(STRANGER);
    CredentialScope scope = claim.authorization().scope();
    boolean tokenFits = keys.toleratesTokens() || fits(claim.token(), key.tokenHash());
    byte[] signingKey = signingKeys.of(key, scope);
    boolean same = isRight(request, claim, payloadHash, signingKey);
    String logDetail = "";
    if (!same) {
      signingKeys.spend(key, scope);
      logDetail =
          MismatchDiagnosis.logDetail(
              request, other -> isRight(other, claim, payloadHash, signingKey));
    }
    if (key == STRANGER || !tokenFits) {
      throw new ApiError(
          UNRECOGNIZED_CLIENT, "The security token included in the request is invalid.");
    }
    if (!same) {
      throw mismatch(logDetail);
    }
    if (key.expires().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
      throw new ApiError(EXPIRED_TOKEN, "The security token included in the request is expired");
    }
    signingKeys.remember(key, scope, signingKey);
    keys.used(key);
    return caller(key, claim);
  }

  private static ApiError mismatch(String logDetail) {
    return invalid(
            "The request signature we calculated does not match the signature you provided. Check"
                + " your AWS Secret Access Key and signing method. Consult the service"
                + " documentation for details.")
        .withLogDetail(logDetail);
  }

  private AuthenticatedCaller caller(AccessKey key, SignatureParameters claim) {
    AuthorizationHeader authorization = claim.authorization();
    CredentialScope scope = authorization.scope();
    Instant at = claim.time().at();
    Instant until = claim.expires().map(at::plusSeconds).orElse(at.plus(config.skew()));
    return new AuthenticatedCaller(
        new Principal(key.account(), scope.region(), key.id()),
        key.policy(),
        new AuthenticatedCaller.Signed(scope.service(), authorization.signature(), until));
  }

  private boolean isRight(
      SignedRequest request, SignatureParameters claim, String payloadHash, byte[] signingKey) {
    byte[] given = HexFormat.of().parseHex(claim.authorization().signature());
    String canonical = canonical(request, claim, payloadHash);
    CredentialScope scope = claim.authorization().scope();
    return MessageDigest.isEqual(signature(signingKey, claim.time().at(), scope, canonical), given);
  }

  private String canonical(SignedRequest request, SignatureParameters claim, String payloadHash) {
    Set<String> leftOut = claim.expires().isEmpty() ? Set.of() : LEFT_OUT;
    if (claim.expires().isPresent() && rules.unsignedToken()) {
      leftOut = Set.of(PresignedQuery.SIGNATURE, PresignedQuery.TOKEN);
    }
    List<String> signed = claim.authorization().signedHeaders();
    return CanonicalRequest.of(request, signed, leftOut, rules.normalizedPath(), payloadHash);
  }

  static boolean fits(Optional<String> token, Optional<String> tokenHash) {
    byte[] given =
        token
            .map(t -> SigningKeyCache.sha256(t.getBytes(StandardCharsets.UTF_8)))
            .orElse(new byte[0]);
    byte[] wanted = tokenHash.map(HexFormat.of()::parseHex).orElse(new byte[0]);
    return MessageDigest.isEqual(given, wanted);
  }

  static byte[] signature(byte[] signingKey, Instant at, CredentialScope scope, String canonical) {
    byte[] hash = SigningKeyCache.sha256(canonical.getBytes(StandardCharsets.UTF_8));
    String toSign =
        String.join(
            "\n",
            AuthorizationHeader.ALGORITHM,
            SigningTime.basic(at),
            scope.toString(),
            HexFormat.of().formatHex(hash));
    return SigningKeyCache.hmac(signingKey, toSign);
  }

  private static ApiError invalid(String message) {
    return new ApiError(INVALID_SIGNATURE, message);
  }
}
