package io.longshore.operator;

import io.longshore.api.ApiError;
import io.longshore.api.ServiceError;

/** The errors of the operator API. */
public final class OperatorError {

  public static final ServiceError ACCESS_DENIED = new ServiceError("AccessDeniedException", 403);
  public static final ServiceError CONFLICT = new ServiceError("ConflictException", 409);
  public static final ServiceError INTERNAL_SERVER =
      new ServiceError("InternalServerException", 500);
  public static final ServiceError RESOURCE_NOT_FOUND =
      new ServiceError("ResourceNotFoundException", 404);
  public static final ServiceError THROTTLING = new ServiceError("ThrottlingException", 429);
  public static final ServiceError VALIDATION = new ServiceError("ValidationException", 400);

  private OperatorError() {}

  /** The error when the caller may see no job of that id. */
  public static ApiError unknownJob(String id) {
    return RESOURCE_NOT_FOUND.because("There is no job " + id);
  }
}
