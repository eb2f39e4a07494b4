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
 * A task's object as its row tells of it.
 *
 * @param token in the object's metadata, so that HEAD says whose it is
 * @param parts of a sealed upload, in their order
 * @param size of the object, once sealed
 * @param piece whose object it is, if that makes many
 * @param shown whether an object of an earlier attempt may have been seen at the key
 * @param left what the clean-up could not take back, in words for the job's owner
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

  /** The task that makes the object: the row's own, unless it is one of many. */
  public int pieceSeq() {
    return piece.orElse(seq);
  }

  public Optional<Upload> upload() {
    return uploadId.map(id -> new Upload(to.bucket(), to.key(), id));
  }

  public Output output() {
    return new Output(to, rows, size, sha256.orElseThrow());
  }

  /** Whether the key names the job, so that nobody else writes there. */
  public boolean isOwnKey() {
    return to.key().contains(job.toString());
  }

  /** Whether that object is the one that this upload makes. */
  public boolean made(Head head) {
    return token.isPresent() && token.get().toString().equals(head.metadata().get(TOKEN));
  }

  /** Whether that object is one that the job made, be it in an earlier attempt. */
  public boolean madeByJob(Head head) {
    return made(head) || job.toString().equals(head.metadata().get(JOB));
  }

  /** Whether an object of the job can be seen at the key, or may be any moment. */
  public boolean maybeSeen() {
    return shown || state.isPublic();
  }

  /** Whether that object is whole. */
  public boolean madeWhole(Head head) {
    return made(head) && head.size() == size;
  }

  static final String TOKEN = "job-token";
  static final String JOB = "job-id";
}
