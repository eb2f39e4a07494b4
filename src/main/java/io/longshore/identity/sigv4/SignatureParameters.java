package io.longshore.identity.sigv4;

import static io.longshore.api.CommonError.INCOMPLETE_SIGNATURE;
import static io.longshore.api.CommonError.MISSING_AUTHENTICATION_TOKEN;

import io.longshore.api.ApiError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The signature parameters of a request, from its header or its query. Unverified: {@link
 * SigV4Verifier} verifies them.
 *
 * @param expires the validity in seconds of a signature in the query; empty for one in the header
 * @param token the session token
 */
record SignatureParameters(
    AuthorizationHeader authorization,
    SigningTime time,
    Optional<Long> expires,
    Optional<String> token) {

  private static final String TOKEN = "x-amz-security-token";
  private static final List<String> SINGLE_HEADERS =
      List.of(
          "authorization",
          "host",
          "x-amz-date",
          TOKEN,
          "x-amz-content-sha256",
          "x-amz-target",
          "date");

  /**
   * Parses the parameters and requires that the signature covers the necessary headers.
   *
   * @throws ApiError when the signature is absent, incomplete or covers too little
   */
  static SignatureParameters of(SignedRequest request, boolean tokenMayBeUnsigned) {
    SignatureParameters parameters = parse(request);
    parameters.requireCovered(request, tokenMayBeUnsigned);
    return parameters;
  }

  /** Parses the parameters, whatever the signature covers. */
  static SignatureParameters parse(SignedRequest request) {
    for (String name : SINGLE_HEADERS) {
      if (request.values(name).size() > 1) {
        throw incomplete("The header '" + name + "' may occur only once.");
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
        .map(SignatureParameters::fromQuery)
        .orElseGet(() -> fromHeader(request, header.get(0)));
  }

  private static SignatureParameters fromHeader(SignedRequest request, String header) {
    return new SignatureParameters(
        AuthorizationHeader.parse(header),
        SigningTime.ofHeaders(request),
        Optional.empty(),
        request.values(TOKEN).stream().findFirst());
  }

  private static SignatureParameters fromQuery(PresignedQuery query) {
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
      boolean mayBeUnsigned = tokenMayBeUnsigned && name.equals(TOKEN);
      if (name.startsWith("x-amz-") && !signed.contains(name) && !mayBeUnsigned) {
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
