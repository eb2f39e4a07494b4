package io.longshore.service.cleanroomsml;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import java.util.Map;

/** The errors of Clean Rooms ML's model. */
public enum CleanRoomsMlError implements ErrorCode {
  ACCESS_DENIED("AccessDeniedException", 403),
  CONFLICT("ConflictException", 409),
  RESOURCE_NOT_FOUND("ResourceNotFoundException", 404),
  SERVICE_QUOTA_EXCEEDED("ServiceQuotaExceededException", 402),
  THROTTLING("ThrottlingException", 429),
  VALIDATION("ValidationException", 400);

  private final String shape;
  private final int status;

  CleanRoomsMlError(String shape, int status) {
    this.shape = shape;
    this.status = status;
  }

  /** There is nothing with that ARN, for this caller. */
  public static ApiError unknown(CleanRoomsMlResourceType kind, String arn) {
    return RESOURCE_NOT_FOUND.because("There is no " + kind.noun() + " " + arn);
  }

  /** A quota that is used up. */
  public static ApiError quota(String name, long value) {
    return new ApiError(
        SERVICE_QUOTA_EXCEEDED,
        "The quota of '" + name + "' is " + value,
        Map.of("quotaName", name, "quotaValue", (double) value));
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
