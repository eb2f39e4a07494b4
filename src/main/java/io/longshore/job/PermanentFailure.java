package io.longshore.job;

/**
 * Nobody but the user can mend it: a plan or a piece that fails with this fails its job at once,
 * with this message as the reason. Not an error of ours: there is no stack trace.
 */
public final class PermanentFailure extends RuntimeException {

  /**
   * @param reason a sentence for the job's owner, for example that a folder holds no files
   */
  public PermanentFailure(String reason) {
    super(reason, null, false, false);
  }
}
