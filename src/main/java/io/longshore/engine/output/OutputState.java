package io.longshore.engine.output;

/**
 * The states of an output, that is, an object that a job makes; {@code OutputTransition} lists the
 * transitions.
 *
 * <pre>
 * NONE -> INTENT -> OPEN -> SEALED -> COMPLETING -> VISIBLE
 *           ^         any but NONE -> REVOKING -> REVOKED
 *           +-------------------------------------+
 * </pre>
 */
public enum OutputState {
  /** No upload was started. */
  NONE,
  /** An upload is about to be started, so one may exist whose id is not recorded. */
  INTENT,
  /** The id of the upload is recorded, so that the upload can be aborted. */
  OPEN,
  /** All parts are uploaded; the object is not visible yet. */
  SEALED,
  /** A CompleteMultipartUpload was sent or is about to be sent. */
  COMPLETING,
  /** HEAD has shown the object with this token and size. */
  VISIBLE,
  /** The upload is being aborted, or the object deleted. */
  REVOKING,
  /** The upload is gone. An object may be left at a key that the user chose. */
  REVOKED;

  /** Whether the object is visible or may become so at any moment. */
  public boolean isPublic() {
    return this == COMPLETING || this == VISIBLE;
  }

  /** Whether no upload of it is left. */
  public boolean isClean() {
    return this == NONE || this == REVOKED;
  }
}
