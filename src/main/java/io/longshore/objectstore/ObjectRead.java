package io.longshore.objectstore;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * An object while it is being read. Nothing is asked of S3 beyond a small window ahead of the
 * reader, so memory is bounded however large the object. For one context.
 */
public interface ObjectRead {

  /** Bytes that will come. */
  long size();

  /** The version that is being read; pins later reads and copies of the same object. */
  String etag();

  /**
   * The next bytes, never none, or empty after the last. One call at a time. Fails TRANSIENT when
   * S3 falls silent or ends early, and then only fails. A reader that takes nothing for longer than
   * S3 waits loses the connection.
   */
  Future<Optional<Buffer>> next();

  /** Stops reading. Nothing happens when all is read, or at the second time. */
  void close();
}
