package io.longshore.objectstore;

/** A failure of S3, classified by what the caller can do about it. */
public final class ObjectStoreError extends RuntimeException {

  /** What the caller can do. */
  public enum Kind {
    /** Retry: a time-out, a reset connection, a 500, an unclear response. */
    TRANSIENT,
    /** Retry later: 503 SlowDown and similar errors. */
    THROTTLED,
    /** Only the user can correct it: no such bucket, access denied, an invalid name. */
    PERMANENT,
    /** The upload does not exist any more, or its parts are not those that S3 has. */
    UPLOAD_GONE
  }

  private final Kind kind;

  /**
   * @param message a sentence for the job's owner, with the bucket, the key and S3's message
   */
  public ObjectStoreError(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
