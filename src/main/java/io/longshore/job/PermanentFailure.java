package io.longshore.job;

/**
 * A failure that only the job's owner can fix. A plan or a piece that fails with it fails its job
 * at once, with its message as the reason. It has no stack trace.
 */
public final class PermanentFailure extends RuntimeException {

  /**
   * @param reason a sentence for the job's owner, for example that a folder holds no files
   */
  public PermanentFailure(String reason) {
    super(reason, null, false, false);
  }
}
