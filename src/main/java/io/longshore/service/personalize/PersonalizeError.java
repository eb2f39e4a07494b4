package io.longshore.service.personalize;

import io.longshore.api.ServiceError;

/**
 * The errors of the models of Personalize and Personalize Events. The statuses are those of
 * Personalize Events; the JSON 1.1 protocol answers all errors with 400.
 */
public final class PersonalizeError {

  public static final ServiceError INVALID_INPUT = new ServiceError("InvalidInputException", 400);
  public static final ServiceError INVALID_NEXT_TOKEN =
      new ServiceError("InvalidNextTokenException", 400);
  public static final ServiceError LIMIT_EXCEEDED = new ServiceError("LimitExceededException", 400);
  public static final ServiceError ALREADY_EXISTS =
      new ServiceError("ResourceAlreadyExistsException", 400);
  public static final ServiceError IN_USE = new ServiceError("ResourceInUseException", 409);
  public static final ServiceError NOT_FOUND = new ServiceError("ResourceNotFoundException", 404);
  public static final ServiceError TOO_MANY_TAGS = new ServiceError("TooManyTagsException", 400);
  public static final ServiceError TOO_MANY_TAG_KEYS =
      new ServiceError("TooManyTagKeysException", 400);
  public static final ServiceError ACCESS_DENIED = new ServiceError("AccessDeniedException", 403);
  public static final ServiceError THROTTLING = new ServiceError("ThrottlingException", 429);

  private PersonalizeError() {}
}
