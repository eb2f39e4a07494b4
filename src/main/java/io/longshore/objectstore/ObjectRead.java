package io.longshore.objectstore;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * An object that is being read. S3 sends at most a small window ahead of the reader, so memory does
 * not grow with the object. Used from one context only.
 */
public interface ObjectRead {

  /** The number of bytes that the read returns. */
  long size();

  /** The version that is read, for later reads and copies of the same version. */
  String etag();

  /**
   * Returns the next bytes, at least one, or empty after the last. One call at a time. Fails
   * TRANSIENT if S3 sends nothing for too long or ends early; all later calls fail as well. S3
   * closes the connection if the reader pauses for longer than S3 waits.
   */
  Future<Optional<Buffer>> next();

  /** Stops reading. Does nothing after the end or a second time. */
  void close();
}
