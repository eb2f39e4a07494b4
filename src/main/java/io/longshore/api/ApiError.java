package io.longshore.api;

import java.util.Map;

/**
 * An error of a call that is returned to the client. May be thrown or fail a future anywhere below
 * an operation; each protocol renders it in one place. Any other exception becomes an internal
 * error, with its message withheld.
 */
public final class ApiError extends RuntimeException {

  private final transient ErrorCode code;
  private final transient Map<String, Object> members;
  private final transient String logDetail;

  public ApiError(ErrorCode code, String message) {
    this(code, message, Map.of());
  }

  /**
   * @param members the error's members beside its message, for example {@code ResourceId}; JSON
   *     values only
   */
  public ApiError(ErrorCode code, String message, Map<String, Object> members) {
    this(code, message, members, "");
  }

  private ApiError(ErrorCode code, String message, Map<String, Object> members, String logDetail) {
    super(message, null, false, false); // an expected outcome: no stack trace
    this.code = code;
    this.members = Map.copyOf(members);
    this.logDetail = logDetail;
  }

  /** This error with a detail that is logged but not returned to the client. */
  public ApiError withLogDetail(String detail) {
    return new ApiError(code, getMessage(), members, detail);
  }

  /** A detail that is logged but not returned to the client; may be empty. */
  public String logDetail() {
    return logDetail;
  }

  public ErrorCode code() {
    return code;
  }

  public Map<String, Object> members() {
    return members;
  }
}
