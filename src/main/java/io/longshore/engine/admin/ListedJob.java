package io.longshore.engine.admin;

import io.longshore.job.Job;

/**
 * A job in a list.
 *
 * @param job without its progress, which {@link JobSums} has
 * @param held whether workers do not claim its tasks
 */
public record ListedJob(Job job, boolean held) {

  /** The place of the job in the list. */
  public JobPosition position() {
    return new JobPosition(job.finishedAt().isPresent(), job.createdAt(), job.id());
  }
}
