package io.longshore.job;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the engine gives a piece to write with. All of it is fenced by the piece's lease: after the
 * lease is lost, or a cancel was asked for, every call fails and the piece must stop.
 */
public interface Outputs {

  /** Opens the piece's one object as a multipart upload that nobody sees before the commit. */
  Future<Sink> open();

  /**
   * The same, for an object that is a copy of another.
   *
   * @param contentType instead of the destination's
   * @param metadata names in lower case, beside those that the engine adds
   */
  default Future<Sink> open(String contentType, Map<String, String> metadata) {
    return Future.failedFuture(new UnsupportedOperationException("These outputs take no copies"));
  }

  /**
   * What is known of a content before it is copied.
   *
   * @param md5 in hex: of the content, or, if it came in parts, of their MD5s one after the other
   * @param parts as many; 0 for a content that came as a whole
   * @param partBytes of every part but the last
   */
  record Content(String md5, int parts, long partBytes) {}

  /**
   * What an object is to be a copy of, in the store that the object goes to.
   *
   * @param etag an object that is not of that ETag fails the copy
   * @param content is compared with the copy's, where the copy tells of it
   * @param metadata names in lower case, beside those that the engine adds
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
   * Makes and seals all objects of a piece that makes many, each a copy of its own by the store.
   *
   * @param copies one for each of the piece's objects, in their order
   */
  default Future<Void> copies(List<Copy> copies) {
    return Future.failedFuture(new UnsupportedOperationException("These outputs take no copies"));
  }

  /**
   * Says how many rows the piece has processed so far, for users who watch. Cheap: calls that come
   * faster than they can be stored are folded.
   */
  void report(long rows);

  /**
   * The name under which this attempt loads rows, for imports: random and new at every claim. Rows
   * are seen only if the attempt of their name is the one that finished.
   */
  UUID load();

  /**
   * What must hold when a load of this attempt is committed, asked in its transaction: whoever lost
   * the task must leave no rows behind that nobody would remove any more.
   */
  default Fence fence() {
    return Fence.NONE;
  }

  /**
   * A statement that finds a row as long as the attempt holds its task, and keeps others from
   * taking it until the transaction ends.
   *
   * @param sql of JDBC, with {@code ?} for each value
   */
  record Fence(String sql, List<Object> values) {

    /** For who has no task to lose. */
    static final Fence NONE = new Fence("select 1", List.of());

    public Fence {
      values = List.copyOf(values);
    }
  }

  /**
   * Fails when the piece must stop, as every call does from then on; never succeeds. For work that
   * makes no calls for long, such as a bulk load, which it cancels.
   */
  Future<Void> stopped();

  /** The piece's object while it is being written. */
  interface Sink {

    /**
     * Appends bytes. Completes when the next bytes may come, so a caller that waits for it keeps
     * memory bounded; one call at a time. Fails when the upload failed, and then only fails.
     */
    Future<Void> write(Buffer bytes);

    /**
     * Has the object store copy the whole of an object that it holds; nothing else may be written.
     * Fails when the object is not of that ETag and when the upload failed; {@link #seal} fails
     * when what arrived has another content.
     */
    default Future<Void> copy(Copy copy) {
      return Future.failedFuture(new UnsupportedOperationException("This object takes no copies"));
    }

    /**
     * Ends the upload without making it visible and keeps its parts for the commit.
     *
     * @param rows rows in the object
     * @param sha256 of the uncompressed stream, lower-case hex; empty for a copy, whose bytes never
     *     came here
     */
    Future<Void> seal(long rows, String sha256);
  }
}
