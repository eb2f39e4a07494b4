package io.longshore.service.cleanroomsml;

import io.longshore.api.ApiError;
import io.longshore.api.ServiceError;
import io.longshore.service.cleanroomsml.resource.CleanRoomsMlResourceType;
import java.util.Map;

/** The errors of Clean Rooms ML's model. */
public final class CleanRoomsMlError {

  public static final ServiceError ACCESS_DENIED = new ServiceError("AccessDeniedException", 403);
  public static final ServiceError CONFLICT = new ServiceError("ConflictException", 409);
  public static final ServiceError RESOURCE_NOT_FOUND =
      new ServiceError("ResourceNotFoundException", 404);
  public static final ServiceError SERVICE_QUOTA_EXCEEDED =
      new ServiceError("ServiceQuotaExceededException", 402);
  public static final ServiceError THROTTLING = new ServiceError("ThrottlingException", 429);
  public static final ServiceError VALIDATION = new ServiceError("ValidationException", 400);

  private CleanRoomsMlError() {}

  /** The refusal when the caller has no resource of that ARN. */
  public static ApiError unknown(CleanRoomsMlResourceType kind, String arn) {
    return RESOURCE_NOT_FOUND.because("There is no " + kind.noun() + " " + arn);
  }

  /** The refusal when a quota is used up. */
  public static ApiError quota(String name, long value) {
    return new ApiError(
        SERVICE_QUOTA_EXCEEDED,
        "The quota of '" + name + "' is " + value,
        Map.of("quotaName", name, "quotaValue", (double) value));
  }
}
