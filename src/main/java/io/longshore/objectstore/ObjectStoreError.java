package io.longshore.objectstore;

/** What S3 refused or failed to do, sorted by what a caller can do about it. */
public final class ObjectStoreError extends RuntimeException {

  /** What to do about it. */
  public enum Kind {
    /** Try again: time-outs, resets, 500s, unclear answers. */
    TRANSIENT,
    /** Try again later: 503 SlowDown and its kin. */
    THROTTLED,
    /** Only the user can mend it: no such bucket, access denied, bad names. */
    PERMANENT,
    /** The upload is gone: it was revoked, or its parts do not fit. */
    UPLOAD_GONE
  }

  private final Kind kind;

  /**
   * @param message a sentence for the job's owner: which bucket, which key, what S3 said
   */
  public ObjectStoreError(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
