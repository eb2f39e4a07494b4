package io.longshore.api;

/**
 * Errors common to all AWS services, which their models do not list.
 *
 * <p>Source: the services' "Common Errors" pages; the statuses are those of the REST-JSON services.
 */
public enum CommonError implements ErrorCode {
  MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException", 403),
  INCOMPLETE_SIGNATURE("IncompleteSignatureException", 400),
  UNRECOGNIZED_CLIENT("UnrecognizedClientException", 403),
  INVALID_SIGNATURE("InvalidSignatureException", 403),
  REQUEST_EXPIRED("RequestExpired", 400),
  EXPIRED_TOKEN("ExpiredTokenException", 403),
  UNKNOWN_OPERATION("UnknownOperationException", 404),
  NOT_IMPLEMENTED("NotImplementedException", 501),
  SERIALIZATION("SerializationException", 400),
  METHOD_NOT_ALLOWED("MethodNotAllowedException", 405),
  REQUEST_TIMEOUT("RequestTimeoutException", 408),
  REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLargeException", 413),
  URI_TOO_LONG("RequestUriTooLongException", 414),
  HEADERS_TOO_LARGE("RequestHeaderFieldsTooLargeException", 431),
  INTERNAL_FAILURE("InternalFailure", 500),
  SERVICE_UNAVAILABLE("ServiceUnavailableException", 503);

  private final String shape;
  private final int status;

  CommonError(String shape, int status) {
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
