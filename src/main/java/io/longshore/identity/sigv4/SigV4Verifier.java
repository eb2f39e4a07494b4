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
import java.util.function.Predicate;

/**
 * Verifies AWS Signature Version 4, in the header or the query, for every service except S3. Only
 * it and the verifier of sessions create a {@link Principal} from a request.
 */
public final class SigV4Verifier {

  private static final AccessKey UNKNOWN_KEY =
      new AccessKey("", "no such key", "000000000000", false);
  private static final Set<String> UNSIGNED_PARAMETERS = Set.of(PresignedQuery.SIGNATURE);

  /**
   * The rules that differ between AWS's services.
   *
   * @param normalizedPath whether dot and empty segments are removed from the path before signing
   * @param unsignedToken whether a session token may be added after signing
   */
  record Rules(boolean normalizedPath, boolean unsignedToken) {
    static final Rules DEFAULT = new Rules(true, false);
  }

  private final KeySource keys;
  private final AuthConfig config;
  private final Set<String> services;
  private final InstantSource clock;
  private final Rules rules;
  private final SigningKeyCache signingKeys = new SigningKeyCache();

  /**
   * @param services the served signing names; signatures for others are refused
   */
  public SigV4Verifier(
      KeySource keys, AuthConfig config, Set<String> services, InstantSource clock) {
    this(keys, config, services, clock, Rules.DEFAULT);
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
   * Verifies the signature of a request. Fails with an {@link ApiError} of {@code CommonError}; the
   * message never contains the expected signature.
   */
  public Future<AuthenticatedCaller> verify(SignedRequest request) {
    try {
      SignatureParameters parameters = SignatureParameters.of(request, rules.unsignedToken());
      requireScope(parameters.authorization().scope(), parameters.time());
      requireNotSkewed(parameters);
      String payloadHash = payloadHash(request);
      return keys.find(parameters.authorization().accessKey())
          .map(key -> check(request, parameters, payloadHash, key));
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }

  /**
   * Looks a caller's key up again, for what goes on after its request. Fails with an {@link
   * ApiError} when the key no longer counts.
   *
   * @return the caller with the key's present policy
   */
  public Future<AuthenticatedCaller> verifyAgain(AuthenticatedCaller caller) {
    return keys.find(caller.principal().accessKey())
        .map(
            found -> {
              AccessKey key = found.filter(AccessKey::enabled).orElse(UNKNOWN_KEY);
              if (key == UNKNOWN_KEY || !key.account().equals(caller.principal().account())) {
                throw new ApiError(UNRECOGNIZED_CLIENT, "The access key was disabled.");
              }
              requireNotExpired(key);
              return new AuthenticatedCaller(caller.principal(), key.policy(), caller.signed());
            });
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

  private void requireNotSkewed(SignatureParameters parameters) {
    Instant now = clock.instant();
    Instant at = parameters.time().at();
    ClockSkew skew = new ClockSkew(config.skew());
    if (parameters.expires().isPresent()) {
      if (at.plusSeconds(parameters.expires().get()).isBefore(now)) {
        throw new ApiError(REQUEST_EXPIRED, "Request has expired");
      }
    } else if (skew.isTooOld(at, now)) {
      throw invalid(
          "Signature expired: %s is now earlier than %s (%s - %s", at, skew.oldest(now), now);
    }
    if (skew.isTooNew(at, now)) {
      throw invalid(
          "Signature not yet current: %s is still later than %s (%s + %s",
          at, skew.newest(now), now);
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
    String actual = HexFormat.of().formatHex(SigningKeyCache.sha256(request.body()));
    List<String> declared = request.values("x-amz-content-sha256");
    if (!declared.isEmpty() && !declared.get(0).equals(actual)) {
      throw invalid(
          "'x-amz-content-sha256' must be the SHA-256 of the body; unsigned and streaming payloads"
              + " are not accepted.");
    }
    return actual;
  }

  /** An unknown key costs the same work as a wrong signature of a known one. */
  private AuthenticatedCaller check(
      SignedRequest request,
      SignatureParameters parameters,
      String payloadHash,
      Optional<AccessKey> found) {
    AccessKey key = found.filter(AccessKey::enabled).orElse(UNKNOWN_KEY);
    CredentialScope scope = parameters.authorization().scope();
    boolean tokenMatches = keys.toleratesTokens() || matches(parameters.token(), key.tokenHash());
    byte[] signingKey = signingKeys.of(key, scope);
    Predicate<SignedRequest> signed = r -> matches(r, parameters, payloadHash, signingKey);
    boolean matches = signed.test(request);
    String logDetail = "";
    if (!matches) {
      signingKeys.deriveAgain(key, scope);
      logDetail = MismatchDiagnosis.logDetail(request, signed);
    }
    if (key == UNKNOWN_KEY || !tokenMatches) {
      throw new ApiError(
          UNRECOGNIZED_CLIENT, "The security token included in the request is invalid.");
    }
    if (!matches) {
      throw mismatch(logDetail);
    }
    requireNotExpired(key);
    signingKeys.remember(key, scope, signingKey);
    keys.used(key);
    return caller(key, parameters);
  }

  private void requireNotExpired(AccessKey key) {
    if (key.expires().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
      throw new ApiError(EXPIRED_TOKEN, "The security token included in the request is expired");
    }
  }

  private static ApiError mismatch(String logDetail) {
    return invalid(
            "The request signature we calculated does not match the signature you provided. Check"
                + " your AWS Secret Access Key and signing method. Consult the service"
                + " documentation for details.")
        .withLogDetail(logDetail);
  }

  private AuthenticatedCaller caller(AccessKey key, SignatureParameters parameters) {
    AuthorizationHeader authorization = parameters.authorization();
    CredentialScope scope = authorization.scope();
    Instant at = parameters.time().at();
    Instant until = parameters.expires().map(at::plusSeconds).orElse(at.plus(config.skew()));
    return new AuthenticatedCaller(
        new Principal(key.account(), scope.region(), key.id()),
        key.policy(),
        new AuthenticatedCaller.Signed(scope.service(), authorization.signature(), until));
  }

  private boolean matches(
      SignedRequest request,
      SignatureParameters parameters,
      String payloadHash,
      byte[] signingKey) {
    byte[] given = HexFormat.of().parseHex(parameters.authorization().signature());
    String canonical = canonical(request, parameters, payloadHash);
    CredentialScope scope = parameters.authorization().scope();
    return MessageDigest.isEqual(
        signature(signingKey, parameters.time().at(), scope, canonical), given);
  }

  private String canonical(
      SignedRequest request, SignatureParameters parameters, String payloadHash) {
    Set<String> unsigned = parameters.expires().isEmpty() ? Set.of() : UNSIGNED_PARAMETERS;
    if (parameters.expires().isPresent() && rules.unsignedToken()) {
      unsigned = Set.of(PresignedQuery.SIGNATURE, PresignedQuery.TOKEN);
    }
    List<String> signed = parameters.authorization().signedHeaders();
    return CanonicalRequest.of(request, signed, unsigned, rules.normalizedPath(), payloadHash);
  }

  static boolean matches(Optional<String> token, Optional<String> tokenHash) {
    byte[] given =
        token
            .map(t -> SigningKeyCache.sha256(t.getBytes(StandardCharsets.UTF_8)))
            .orElse(new byte[0]);
    byte[] expected = tokenHash.map(HexFormat.of()::parseHex).orElse(new byte[0]);
    return MessageDigest.isEqual(given, expected);
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
