package io.longshore.identity.sigv4;

import static io.longshore.api.CommonError.INCOMPLETE_SIGNATURE;
import static io.longshore.api.CommonError.MISSING_AUTHENTICATION_TOKEN;

import io.longshore.api.ApiError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a request says about its signature, in the header or in the query. Nothing of it is true
 * until {@link SigV4Verifier} has checked it.
 *
 * @param expires for a signature in the query, the seconds that it is good for
 * @param token the session token
 */
record SignatureParameters(
    AuthorizationHeader authorization,
    SigningTime time,
    Optional<Long> expires,
    Optional<String> token) {

  private static final String TOKEN = "x-amz-security-token";
  private static final List<String> ONCE =
      List.of(
          "authorization",
          "host",
          "x-amz-date",
          TOKEN,
          "x-amz-content-sha256",
          "x-amz-target",
          "date");

  /**
   * Takes it apart.
   *
   * @throws ApiError when there is none, or it is not whole, or it does not cover what it must
   */
  static SignatureParameters of(SignedRequest request, boolean tokenMayBeUnsigned) {
    SignatureParameters claim = read(request);
    claim.requireCovered(request, tokenMayBeUnsigned);
    return claim;
  }

  /** Takes it apart, whatever it covers. */
  static SignatureParameters read(SignedRequest request) {
    for (String name : ONCE) {
      if (request.values(name).size() > 1) {
        throw incomplete("The header '" + name + "' may stand only once.");
      }
    }
    List<String> header = request.values("authorization");
    Optional<PresignedQuery> query = PresignedQuery.of(request.query());
    if (!header.isEmpty() && query.isPresent()) {
      throw incomplete(
          "A request is signed in its Authorization header or in its query, not both.");
    }
    if (header.isEmpty() && query.isEmpty()) {
      throw new ApiError(MISSING_AUTHENTICATION_TOKEN, "Missing Authentication Token");
    }
    return query
        .map(SignatureParameters::inQuery)
        .orElseGet(() -> inHeader(request, header.get(0)));
  }

  private static SignatureParameters inHeader(SignedRequest request, String header) {
    return new SignatureParameters(
        AuthorizationHeader.parse(header),
        SigningTime.ofHeaders(request),
        Optional.empty(),
        request.values(TOKEN).stream().findFirst());
  }

  private static SignatureParameters inQuery(PresignedQuery query) {
    return new SignatureParameters(
        query.authorization(), query.time(), Optional.of(query.expires()), query.token());
  }

  void requireCovered(SignedRequest request, boolean tokenMayBeUnsigned) {
    List<String> signed = authorization.signedHeaders();
    requireSigned("host");
    if (time.header() != null) {
      requireSigned(time.header());
    }
    for (String name : signed) {
      if (request.values(name).isEmpty()) {
        throw incomplete("SignedHeaders names a header that the request does not have.");
      }
    }
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      boolean left = tokenMayBeUnsigned && name.equals(TOKEN);
      if (name.startsWith("x-amz-") && !signed.contains(name) && !left) {
        throw incomplete("Every header that begins with 'x-amz-' must be a 'SignedHeader'.");
      }
    }
  }

  private void requireSigned(String name) {
    if (!authorization.signedHeaders().contains(name)) {
      throw incomplete("'" + name + "' must be a 'SignedHeader' in the AWS Authorization.");
    }
  }

  private static ApiError incomplete(String message) {
    return new ApiError(INCOMPLETE_SIGNATURE, message);
  }
}
