package io.longshore.service.personalize;

import io.longshore.api.ErrorCode;

/**
 * The errors of Personalize's two models. The statuses are those of Personalize Events; the other,
 * JSON 1.1, says 400 to all of them.
 */
public enum PersonalizeError implements ErrorCode {
  INVALID_INPUT("InvalidInputException", 400),
  INVALID_NEXT_TOKEN("InvalidNextTokenException", 400),
  LIMIT_EXCEEDED("LimitExceededException", 400),
  ALREADY_EXISTS("ResourceAlreadyExistsException", 400),
  IN_USE("ResourceInUseException", 409),
  NOT_FOUND("ResourceNotFoundException", 404),
  TOO_MANY_TAGS("TooManyTagsException", 400),
  TOO_MANY_TAG_KEYS("TooManyTagKeysException", 400),
  ACCESS_DENIED("AccessDeniedException", 403),
  THROTTLING("ThrottlingException", 429);

  private final String shape;
  private final int status;

  PersonalizeError(String shape, int status) {
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
