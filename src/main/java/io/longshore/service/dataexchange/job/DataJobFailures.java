package io.longshore.service.dataexchange.job;

import io.longshore.job.Job;
import io.longshore.job.PermanentFailure;
import io.longshore.objectstore.ObjectStoreError;
import io.vertx.core.Future;

/** How work on a job says that only its owner can mend it, in the model's words. */
public final class DataJobFailures {

  private final DataJobStore jobs;

  public DataJobFailures(DataJobStore jobs) {
    this.jobs = jobs;
  }

  /** Fails with that reason, for good, once it is written down. */
  public <T> Future<T> refuse(Job job, JobError error) {
    return jobs.say(job.id().toString(), error)
        .compose(said -> Future.failedFuture(new PermanentFailure(error.message())));
  }

  /** Turns a permanent error of S3 into an error of the job; other failures stay. */
  public <T> Future<T> ofStore(Job job, Throwable failure) {
    return failure instanceof ObjectStoreError error
            && error.kind() == ObjectStoreError.Kind.PERMANENT
        ? refuse(job, JobError.denied(error.getMessage()))
        : Future.failedFuture(failure);
  }
}
