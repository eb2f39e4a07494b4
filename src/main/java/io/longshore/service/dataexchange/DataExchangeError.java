package io.longshore.service.dataexchange;

import io.longshore.api.ApiError;
import io.longshore.api.ErrorCode;
import java.util.Locale;
import java.util.Map;

/** The errors of Data Exchange's model. */
public enum DataExchangeError implements ErrorCode {
  ACCESS_DENIED("AccessDeniedException", 403),
  CONFLICT("ConflictException", 409),
  INTERNAL_SERVER("InternalServerException", 500),
  RESOURCE_NOT_FOUND("ResourceNotFoundException", 404),
  SERVICE_LIMIT_EXCEEDED("ServiceLimitExceededException", 402),
  THROTTLING("ThrottlingException", 429),
  VALIDATION("ValidationException", 400);

  private final String shape;
  private final int status;

  DataExchangeError(String shape, int status) {
    this.shape = shape;
    this.status = status;
  }

  /** A conflict, or something that is not there, with the members that say of what. */
  public ApiError about(DataExchangeResourceType type, String id, String message) {
    return new ApiError(this, message, Map.of("ResourceId", id, "ResourceType", type.name()));
  }

  /** There is nothing of that kind with that id, for this caller. */
  public static ApiError unknown(DataExchangeResourceType type, String id) {
    String kind = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return RESOURCE_NOT_FOUND.about(type, id, "There is no " + kind + " with the id '" + id + "'");
  }

  /**
   * A quota that is used up.
   *
   * @param name one of the model's LimitName
   */
  public static ApiError limit(String name, int value) {
    return new ApiError(
        SERVICE_LIMIT_EXCEEDED,
        "The limit of '" + name + "' is " + value,
        Map.of("LimitName", name, "LimitValue", (double) value));
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
