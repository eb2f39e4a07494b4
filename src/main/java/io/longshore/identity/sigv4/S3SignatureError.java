package io.longshore.identity.sigv4;

import io.longshore.api.ErrorCode;

/** S3's authentication errors. Source: "Error responses" of the S3 API reference. */
enum S3SignatureError implements ErrorCode {
  ACCESS_DENIED("AccessDenied", 403),
  INVALID_ACCESS_KEY("InvalidAccessKeyId", 403),
  SIGNATURE_DOES_NOT_MATCH("SignatureDoesNotMatch", 403),
  TIME_TOO_SKEWED("RequestTimeTooSkewed", 403),
  EXPIRED_TOKEN("ExpiredToken", 400),
  INVALID_TOKEN("InvalidToken", 400),
  INVALID_REQUEST("InvalidRequest", 400),
  HEADER_MALFORMED("AuthorizationHeaderMalformed", 400),
  QUERY_MALFORMED("AuthorizationQueryParametersError", 400);

  private final String shape;
  private final int status;

  S3SignatureError(String shape, int status) {
    this.shape = shape;
    this.status = status;
  }

  @Override
  public String shape() {
    return shape;
  }

  @Override
  public int status() {
    return status;
  }
}
