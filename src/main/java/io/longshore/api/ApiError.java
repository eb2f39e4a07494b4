package io.longshore.api;

import java.util.Map;

/**
 * The only deliberate failure of a call. Thrown or failed anywhere under an operation, turned into
 * bytes in one place per protocol. Anything else that fails is a bug and becomes a 500.
 */
public final class ApiError extends RuntimeException {

  private final transient ErrorCode code;
  private final transient Map<String, Object> members;
  private final transient String aside;

  public ApiError(ErrorCode code, String message) {
    this(code, message, Map.of());
  }

  /**
   * @param members what the error's shape carries beside its message, for example {@code
   *     ResourceId}; JSON values only
   */
  public ApiError(ErrorCode code, String message, Map<String, Object> members) {
    this(code, message, members, "");
  }

  private ApiError(ErrorCode code, String message, Map<String, Object> members, String aside) {
    super(message, null, false, false); // a refusal is an answer, not an accident: no stack trace
    this.code = code;
    this.members = Map.copyOf(members);
    this.aside = aside;
  }

  /** The same, with what only the log is told. */
  public ApiError aside(String why) {
    return new ApiError(code, getMessage(), members, why);
  }

  /** What only the log is told; empty for nothing. */
  public String aside() {
    return aside;
  }

  public ErrorCode code() {
    return code;
  }

  public Map<String, Object> members() {
    return members;
  }
}
