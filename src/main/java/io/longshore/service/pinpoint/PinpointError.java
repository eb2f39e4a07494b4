package io.longshore.service.pinpoint;

import io.longshore.api.ErrorCode;

/** The errors of Pinpoint's model. */
public enum PinpointError implements ErrorCode {
  BAD_REQUEST("BadRequestException", 400),
  FORBIDDEN("ForbiddenException", 403),
  NOT_FOUND("NotFoundException", 404),
  METHOD_NOT_ALLOWED("MethodNotAllowedException", 405),
  PAYLOAD_TOO_LARGE("PayloadTooLargeException", 413),
  TOO_MANY_REQUESTS("TooManyRequestsException", 429),
  INTERNAL_SERVER_ERROR("InternalServerErrorException", 500);

  private final String shape;
  private final int status;

  PinpointError(String shape, int status) {
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
