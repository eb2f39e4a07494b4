package io.longshore.service.dataexchange;

import io.longshore.api.ApiError;
import io.longshore.api.ServiceError;
import io.longshore.service.resource.QuotaRule;
import java.util.Locale;
import java.util.Map;

/** The errors of Data Exchange's model. */
public final class DataExchangeError {

  public static final ServiceError ACCESS_DENIED = new ServiceError("AccessDeniedException", 403);
  public static final ServiceError CONFLICT = new ServiceError("ConflictException", 409);
  public static final ServiceError INTERNAL_SERVER =
      new ServiceError("InternalServerException", 500);
  public static final ServiceError RESOURCE_NOT_FOUND =
      new ServiceError("ResourceNotFoundException", 404);
  public static final ServiceError SERVICE_LIMIT_EXCEEDED =
      new ServiceError("ServiceLimitExceededException", 402);
  public static final ServiceError THROTTLING = new ServiceError("ThrottlingException", 429);
  public static final ServiceError VALIDATION = new ServiceError("ValidationException", 400);

  private DataExchangeError() {}

  /** The refusal of an operation because of a resource's state. */
  public static ApiError conflict(DataExchangeResourceType type, String id, String message) {
    return about(CONFLICT, type, id, message);
  }

  /** The refusal when the caller has no resource of that type and id. */
  public static ApiError unknown(DataExchangeResourceType type, String id) {
    String kind = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return about(RESOURCE_NOT_FOUND, type, id, "There is no " + kind + " with the id '" + id + "'");
  }

  /** The refusal when a quota is used up. The rule's name is one of the model's LimitName. */
  public static ApiError limit(QuotaRule rule) {
    return new ApiError(
        SERVICE_LIMIT_EXCEEDED,
        "The limit of '" + rule.name() + "' is " + rule.limit(),
        Map.of("LimitName", rule.name(), "LimitValue", (double) rule.limit()));
  }

  private static ApiError about(
      ServiceError error, DataExchangeResourceType type, String id, String message) {
    return new ApiError(error, message, Map.of("ResourceId", id, "ResourceType", type.name()));
  }
}
