package io.longshore.api;

/** One error of a service's model: its shape's name on the wire and its HTTP status. */
public interface ErrorCode {

  /** The name that SDKs map to a typed exception, for example {@code NotFoundException}. */
  String shape();

  /** The HTTP status of a REST-JSON answer. */
  int status();

  /** This refusal, with a message that tells the caller what to change. */
  default ApiError because(String message) {
    return new ApiError(this, message);
  }
}
