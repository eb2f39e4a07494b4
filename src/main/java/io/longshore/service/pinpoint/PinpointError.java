package io.longshore.service.pinpoint;

import io.longshore.api.ServiceError;

/** The errors of Pinpoint's model. */
public final class PinpointError {

  public static final ServiceError BAD_REQUEST = new ServiceError("BadRequestException", 400);
  public static final ServiceError FORBIDDEN = new ServiceError("ForbiddenException", 403);
  public static final ServiceError NOT_FOUND = new ServiceError("NotFoundException", 404);
  public static final ServiceError METHOD_NOT_ALLOWED =
      new ServiceError("MethodNotAllowedException", 405);
  public static final ServiceError PAYLOAD_TOO_LARGE =
      new ServiceError("PayloadTooLargeException", 413);
  public static final ServiceError TOO_MANY_REQUESTS =
      new ServiceError("TooManyRequestsException", 429);
  public static final ServiceError INTERNAL_SERVER_ERROR =
      new ServiceError("InternalServerErrorException", 500);

  private PinpointError() {}
}
