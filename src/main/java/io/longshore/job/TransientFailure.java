package io.longshore.job;

/**
 * A failure that passes without the job's owner, for example when another replica takes the task.
 * The attempt is not counted; others follow until {@code worker.giveUpAfter}. It has no stack
 * trace.
 */
public final class TransientFailure extends RuntimeException {

  /**
   * @param reason a sentence for the job's owner
   */
  public TransientFailure(String reason) {
    super(reason, null, false, false);
  }
}
