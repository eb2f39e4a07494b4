package io.longshore.api;

/** An error of a service's model: the name of its shape and its HTTP status. */
public interface ErrorCode {

  /** The name that SDKs map to a typed exception, for example {@code NotFoundException}. */
  String shape();

  /** The HTTP status in REST-JSON. */
  int status();

  /** An error of this code with a message that says what to change. */
  default ApiError because(String message) {
    return new ApiError(this, message);
  }
}
