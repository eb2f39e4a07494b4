package io.longshore.api;

import java.util.Map;

/**
 * The only deliberate failure of a call. Thrown or failed anywhere under an operation, turned into
 * bytes in one place per protocol. Anything else that fails is a bug and becomes a 500.
 */
public final class ApiError extends RuntimeException {

  private final transient ErrorCode code;
  private final transient Map<String, Object> members;

  public ApiError(ErrorCode code, String message) {
    this(code, message, Map.of());
  }

  /**
   * @param members what the error's shape carries beside its message, for example {@code
   *     ResourceId}; JSON values only
   */
  public ApiError(ErrorCode code, String message, Map<String, Object> members) {
    super(message, null, false, false); // a refusal is an answer, not an accident: no stack trace
    this.code = code;
    this.members = Map.copyOf(members);
  }

  public ErrorCode code() {
    return code;
  }

  public Map<String, Object> members() {
    return members;
  }
}
