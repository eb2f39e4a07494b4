package io.longshore.job;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A piece writes its results through this interface. All calls are fenced by its lease: after it
 * was lost, or the job was cancelled, every call fails and the piece must stop.
 */
public interface Outputs {

  /** Opens the object of the piece as a multipart upload; it becomes visible at the commit. */
  Future<Sink> open();

  /**
   * Like {@link #open()}, for an object that is a copy of another one.
   *
   * @param contentType instead of the destination's
   * @param metadata in addition to the engine's; names in lower case
   */
  default Future<Sink> open(String contentType, Map<String, String> metadata) {
    return Future.failedFuture(
        new UnsupportedOperationException("These outputs do not support copies"));
  }

  /**
   * The known digest of a content that is to be copied.
   *
   * @param md5 in hexadecimal digits: of the content, or of the concatenated MD5s of its parts
   * @param parts the number of parts; 0 for a content that was uploaded as a whole
   * @param partBytes the size of every part except the last
   */
  record Content(String md5, int parts, long partBytes) {}

  /**
   * The source of a copy, in the object store of the destination.
   *
   * @param etag the copy fails if the source has another ETag
   * @param content compared with the digest of the copy, if the store returns one
   * @param metadata in addition to the engine's; names in lower case
   */
  record Copy(
      String bucket,
      String key,
      String etag,
      long size,
      Optional<Content> content,
      String contentType,
      Map<String, String> metadata) {}

  /**
   * Makes and seals all objects of a piece that makes many, each as a copy within the object store.
   *
   * @param copies one for each object of the piece, in their order
   */
  default Future<Void> copies(List<Copy> copies) {
    return Future.failedFuture(
        new UnsupportedOperationException("These outputs do not support copies"));
  }

  /**
   * Reports how many rows the piece has processed so far, for the job's progress. Never blocks;
   * calls that come faster than they can be stored are coalesced.
   */
  void report(long rows);

  /**
   * The id of the load of this attempt, for imports: random and new at every attempt. Rows become
   * visible only if the attempt of their load has finished.
   */
  UUID load();

  /**
   * The condition under which rows of this attempt may be committed, to be checked in the same
   * transaction. Without it, a worker that has lost its lease could leave rows that nothing
   * deletes.
   */
  default Fence fence() {
    return Fence.NONE;
  }

  /**
   * A statement that returns a row if the attempt still holds the lease, and locks it until the
   * transaction ends.
   *
   * @param sql in JDBC form, with {@code ?} for each value
   */
  record Fence(String sql, List<Object> values) {

    /** For outputs without a lease. */
    static final Fence NONE = new Fence("select 1", List.of());

    public Fence {
      values = List.copyOf(values);
    }
  }

  /** The lease of the attempt; empty for outputs without one. */
  default Optional<Lease> lease() {
    return Optional.empty();
  }

  /**
   * Fails when the piece must stop; never succeeds. For work that makes no calls for a long time,
   * such as a bulk load.
   */
  Future<Void> stopped();

  /** The object of a piece while it is being written. */
  interface Sink {

    /**
     * Appends bytes. Completes when the next bytes may be written, so that memory stays bounded;
     * one call at a time. Once a call has failed, all others fail, too.
     */
    Future<Void> write(Buffer bytes);

    /**
     * Copies a whole object within the object store; nothing else may be written. Fails if the
     * source has another ETag or the upload failed; {@link #seal} fails if the content differs.
     */
    default Future<Void> copy(Copy copy) {
      return Future.failedFuture(
          new UnsupportedOperationException("This object does not support copies"));
    }

    /**
     * Ends the upload without completing it; the commit does so.
     *
     * @param rows the number of rows in the object
     * @param sha256 of the uncompressed content, in lower-case hexadecimal digits; empty for a copy
     */
    Future<Void> seal(long rows, String sha256);
  }
}
