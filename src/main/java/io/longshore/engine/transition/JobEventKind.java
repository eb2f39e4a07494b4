package io.longshore.engine.transition;

import io.longshore.engine.failure.Disposition;

/** What an event in the history of a job tells. */
public enum JobEventKind {
  /** The status that the users of the service see has changed. */
  STATUS,
  /** An attempt has ended with the result of its task. */
  ATTEMPT_DONE,
  /** An attempt has failed; another one follows. */
  ATTEMPT_RETRIED,
  /** An attempt met an outage of S3 or of the database; another one follows and is not charged. */
  ATTEMPT_POSTPONED,
  /** The worker stopped, or the job was ending, so the attempt was released. */
  ATTEMPT_RELEASED,
  /** An attempt has failed and with it the job. */
  ATTEMPT_FAILED,
  /** The worker of an attempt did not renew its lease; another worker takes the task over. */
  LEASE_EXPIRED,
  /** S3 has lost the upload of a piece that was done; the piece runs again. */
  PIECE_REDONE,
  /** A cancellation was requested. */
  CANCEL_REQUESTED,
  /** The job was held. */
  HELD,
  /** The job was released from a hold. */
  RELEASED,
  /** An operator made the waiting tasks of the job due. */
  RETRIED;

  static JobEventKind ofEnd(Disposition disposition) {
    return switch (disposition) {
      case RETRY -> ATTEMPT_RETRIED;
      case POSTPONE -> ATTEMPT_POSTPONED;
      case RELEASE -> ATTEMPT_RELEASED;
      case FAIL -> ATTEMPT_FAILED;
    };
  }
}
