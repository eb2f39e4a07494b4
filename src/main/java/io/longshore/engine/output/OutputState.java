package io.longshore.engine.output;

/**
 * The life of an object that a job makes.
 *
 * <pre>
 * NONE -> INTENT -> OPEN -> SEALED -> COMPLETING -> VISIBLE
 *           ^         any but NONE -> REVOKING -> REVOKED
 *           +-------------------------------------+
 * </pre>
 */
public enum OutputState {
  NONE,
  /** An upload is about to be started, so one may exist whose id nobody wrote down. */
  INTENT,
  /** The upload's id, the token that an abort revokes, is written down. */
  OPEN,
  /** All parts are there; nobody sees the object yet. */
  SEALED,
  /** A Complete was or is about to be sent. */
  COMPLETING,
  /** HEAD showed the object with this token and size. */
  VISIBLE,
  /** The upload, or the object, is being taken back. */
  REVOKING,
  REVOKED;

  /** Whether the object can be seen, or may be any moment. */
  public boolean isPublic() {
    return this == COMPLETING || this == VISIBLE;
  }

  public boolean isClean() {
    return this == NONE || this == REVOKED;
  }
}
