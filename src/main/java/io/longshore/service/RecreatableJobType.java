package io.longshore.service;

import io.longshore.job.Job;

/** A job type that can tell which request created a job, so that the request can be made again. */
public interface RecreatableJobType {

  /** The request that creates a job like this one, from what the job keeps of its own request. */
  JobRequest originalRequest(Job job);
}
