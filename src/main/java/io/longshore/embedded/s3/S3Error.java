package io.longshore.embedded.s3;

/** An error that is sent to the client as an S3 error response. */
public final class S3Error extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  public S3Error(int status, String code, String message) {
    super(message, null, false, false); // no stack trace: the error is part of the protocol
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  public String code() {
    return code;
  }
}
