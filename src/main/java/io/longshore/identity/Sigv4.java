package io.longshore.identity;

import static io.longshore.api.CommonError.INCOMPLETE_SIGNATURE;
import static io.longshore.api.CommonError.INVALID_SIGNATURE;
import static io.longshore.api.CommonError.MISSING_AUTHENTICATION_TOKEN;
import static io.longshore.api.CommonError.UNRECOGNIZED_CLIENT;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.config.AuthConfig;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Verifies AWS Signature Version 4 in its header form, for every service but S3. The one place that
 * makes a {@link Principal}.
 */
public final class Sigv4 {

  private static final Key STRANGER = new Key("", "no such key", "000000000000", false);
  private static final List<String> ONCE =
      List.of(
          "authorization",
          "host",
          "x-amz-date",
          "x-amz-security-token",
          "x-amz-content-sha256",
          "x-amz-target");

  private final KeyStore keys;
  private final AuthConfig config;
  private final Set<String> services;
  private final InstantSource clock;
  private final SigningKeys signingKeys = new SigningKeys();

  /**
   * @param services the signing names that are served; a signature for another opens nothing
   */
  public Sigv4(KeyStore keys, AuthConfig config, Set<String> services, InstantSource clock) {
    this.keys = keys;
    this.config = config;
    this.services = Collections.unmodifiableSet(new TreeSet<>(services));
    this.clock = clock;
  }

  /**
   * Who signed that request. Fails with an {@link ApiError} of {@code CommonError} when nobody did
   * whom we know; the message never shows what the signature should have been.
   */
  public Future<Principal> verify(SignedRequest request) {
    try {
      Authorization authorization = authorization(request);
      SigningTime time = SigningTime.of(request);
      requireCovered(request, authorization.signedHeaders(), time);
      requireScope(authorization.scope(), time);
      requireWindow(time);
      String payloadHash = payloadHash(request);
      return keys.find(authorization.accessKey())
          .map(key -> check(request, authorization, time, payloadHash, key));
    } catch (ApiError refused) {
      return Future.failedFuture(refused);
    }
  }

  private static Authorization authorization(SignedRequest request) {
    for (String name : ONCE) {
      if (request.values(name).size() > 1) {
        throw incomplete("The header '" + name + "' may stand only once.");
      }
    }
    List<String> header = request.values("authorization");
    boolean inQuery = CanonicalRequest.query(request.query()).contains("X-Amz-Algorithm=");
    if (inQuery) {
      throw incomplete("A signature in the query is for S3 only; send an Authorization header.");
    }
    if (header.isEmpty()) {
      throw new ApiError(MISSING_AUTHENTICATION_TOKEN, "Missing Authentication Token");
    }
    return Authorization.parse(header.get(0));
  }

  private static void requireCovered(
      SignedRequest request, List<String> signedHeaders, SigningTime time) {
    for (String name : List.of("host", time.header())) {
      if (!signedHeaders.contains(name)) {
        throw incomplete("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
      }
    }
    for (String name : signedHeaders) {
      if (request.values(name).isEmpty()) {
        throw incomplete("SignedHeaders names a header that the request does not have.");
      }
    }
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith("x-amz-") && !signedHeaders.contains(name)) {
        throw incomplete("Every header that begins with 'x-amz-' must be a 'SignedHeader'.");
      }
    }
  }

  private void requireScope(Scope scope, SigningTime time) {
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

  private void requireWindow(SigningTime time) {
    Instant now = clock.instant();
    String minutes = config.skew().toMinutes() + " min.)";
    Instant oldest = now.minus(config.skew());
    if (time.at().isBefore(oldest)) {
      throw invalid(
          "Signature expired: %s is now earlier than %s (%s - %s"
              .formatted(
                  SigningTime.basic(time.at()),
                  SigningTime.basic(oldest),
                  SigningTime.basic(now),
                  minutes));
    }
    Instant newest = now.plus(config.skew());
    if (time.at().isAfter(newest)) {
      throw invalid(
          "Signature not yet current: %s is still later than %s (%s + %s"
              .formatted(
                  SigningTime.basic(time.at()),
                  SigningTime.basic(newest),
                  SigningTime.basic(now),
                  minutes));
    }
  }

  private static String payloadHash(SignedRequest request) {
    String hash = HexFormat.of().formatHex(SigningKeys.sha256(request.body()));
    List<String> claimed = request.values("x-amz-content-sha256");
    if (!claimed.isEmpty() && !claimed.get(0).equals(hash)) {
      throw invalid(
          "'x-amz-content-sha256' must be the SHA-256 of the body; unsigned and streaming payloads"
              + " are not accepted.");
    }
    return hash;
  }

  /** An unknown key costs the same work as a known one. */
  private Principal check(
      SignedRequest request,
      Authorization authorization,
      SigningTime time,
      String payloadHash,
      Optional<Key> found) {
    Key key = found.filter(Key::enabled).orElse(STRANGER);
    byte[] signingKey = signingKeys.of(key, authorization.scope());
    String canonical = CanonicalRequest.of(request, authorization.signedHeaders(), payloadHash);
    byte[] expected = signature(signingKey, time.at(), authorization.scope(), canonical);
    byte[] given = HexFormat.of().parseHex(authorization.signature());
    boolean same = MessageDigest.isEqual(expected, given);
    boolean token = !request.values("x-amz-security-token").isEmpty() && !keys.toleratesTokens();
    if (key == STRANGER || token) {
      throw new ApiError(
          UNRECOGNIZED_CLIENT, "The security token included in the request is invalid.");
    }
    if (!same) {
      throw invalid(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.");
    }
    signingKeys.remember(key, authorization.scope(), signingKey);
    return new Principal(key.account(), authorization.scope().region(), key.id());
  }

  static byte[] signature(byte[] signingKey, Instant at, Scope scope, String canonical) {
    byte[] hash = SigningKeys.sha256(canonical.getBytes(StandardCharsets.UTF_8));
    String toSign =
        String.join(
            "\n",
            Authorization.ALGORITHM,
            SigningTime.basic(at),
            scope.toString(),
            HexFormat.of().formatHex(hash));
    return SigningKeys.hmac(signingKey, toSign);
  }

  private static ApiError incomplete(String message) {
    return new ApiError(INCOMPLETE_SIGNATURE, message);
  }

  private static ApiError invalid(String message) {
    return new ApiError(INVALID_SIGNATURE, message);
  }
}
