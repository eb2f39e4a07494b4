package io.longshore.engine.output;

import io.longshore.job.Destination;
import io.longshore.job.JobId;
import io.longshore.job.Output;
import io.longshore.objectstore.ObjectStore.Head;
import io.longshore.objectstore.ObjectStore.Part;
import io.longshore.objectstore.ObjectStore.Upload;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An output as its row in the table {@code task} describes it.
 *
 * @param token in the object's metadata, so that HEAD shows which upload made the object
 * @param parts of a sealed upload, in their order
 * @param size of the object in bytes, once sealed
 * @param piece the seq of the piece, if it makes many objects
 * @param shown whether an object of an earlier attempt may have been visible at the key
 * @param left what the rollback could not delete, as a sentence for the job's owner
 */
public record OutputRow(
    JobId job,
    int seq,
    Destination to,
    OutputState state,
    Optional<UUID> token,
    Optional<String> uploadId,
    List<Part> parts,
    long size,
    long rows,
    Optional<String> sha256,
    Optional<Integer> piece,
    boolean shown,
    Optional<String> left) {

  /** The seq of the task that makes the object. */
  public int pieceSeq() {
    return piece.orElse(seq);
  }

  public Optional<Upload> upload() {
    return uploadId.map(id -> new Upload(to.bucket(), to.key(), id));
  }

  public Output output() {
    return new Output(to, rows, size, sha256.orElseThrow());
  }

  /** Whether the key contains the job's id, so that no other job or program writes there. */
  public boolean isOwnKey() {
    return to.key().contains(job.toString());
  }

  /** Whether this upload has made the object. */
  public boolean made(Head head) {
    return token.isPresent() && token.get().toString().equals(head.metadata().get(TOKEN));
  }

  /** Whether any attempt of the job has made the object. */
  public boolean madeByJob(Head head) {
    return made(head) || job.toString().equals(head.metadata().get(JOB));
  }

  /** Whether an object of the job is visible at the key or may become so at any moment. */
  public boolean maybeVisible() {
    return shown || state.isPublic();
  }

  /** Whether this upload has made the object, and the object is complete. */
  public boolean madeComplete(Head head) {
    return made(head) && head.size() == size;
  }

  static final String TOKEN = "job-token";
  static final String JOB = "job-id";
}
