package io.longshore.embedded.s3;

/** A deliberate refusal. */
public final class S3Error extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  public S3Error(int status, String code, String message) {
    super(message, null, false, false); // a refusal is an answer: no stack trace
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
