package io.longshore.service.dataexchange;

import io.longshore.job.Job;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Future;

/** How work on a job says that only its owner can mend it, in the model's words. */
final class Verdict {

  private final DataJobStore jobs;

  Verdict(DataJobStore jobs) {
    this.jobs = jobs;
  }

  /** Fails with that reason, for good, once it is written down. */
  <T> Future<T> refuse(Job job, JobError error) {
    return jobs.say(job.id().toString(), error)
        .compose(said -> Future.failedFuture(new PermanentFailure(error.message())));
  }

  /** What S3 refused for good becomes an error of the job; all else stays as it is. */
  <T> Future<T> ofStore(Job job, Throwable failure) {
    return failure instanceof ObjectStoreError error
            && error.kind() == ObjectStoreError.Kind.PERMANENT
        ? refuse(job, JobError.denied(error.getMessage()))
        : Future.failedFuture(failure);
  }
}
