package io.longshore.engine.history;

import java.time.Instant;
import java.util.Optional;

/**
 * Why a job does not run at the moment.
 *
 * @param message a sentence with names, numbers and times
 * @param nextTry when the next attempt is due, if one waits
 */
public record WaitReason(Code code, String message, Optional<Instant> nextTry) {

  /** The kinds of reasons. */
  public enum Code {
    /** An operator holds the job, or the database is a restored copy. */
    HELD,
    /** An outage of S3 or of the database; the next attempt is not due yet. */
    OUTAGE,
    /** An attempt failed; the next one is not due yet. */
    NEXT_TRY,
    /** No worker that knows the job type has reported lately. */
    NO_WORKER,
    /** The account runs as many tasks as {@code worker.perAccount} allows. */
    ACCOUNT_LIMIT,
    /** As many tasks of the type run as {@code worker.perType} allows. */
    TYPE_LIMIT,
    /** All slots of the workers that know the job type are busy. */
    SLOTS_BUSY
  }
}
