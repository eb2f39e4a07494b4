package io.longshore.operator.stream;

import io.longshore.engine.admin.JobFilter;
import io.longshore.engine.feed.FeedEvent;
import io.longshore.engine.feed.FeedJob;
import io.longshore.engine.feed.FeedProgress;
import io.longshore.job.JobId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs a watch is about.
 *
 * @param job empty for all jobs
 * @param jobs the filter of the jobs, as lists have it; states are those that the job may have
 *     after the event, and a status is that of the event
 * @param progress whether it is told progress beside events
 */
record WatchFilter(Optional<JobId> job, JobFilter jobs, boolean progress) {

  /** Only the events of one job. */
  static WatchFilter eventsOf(JobId job) {
    return new WatchFilter(Optional.of(job), JobFilter.NONE, false);
  }

  /** The texts that the feed has to search jobs for: one at most. */
  Set<String> texts() {
    return jobs.text().map(Set::of).orElse(Set.of());
  }

  boolean matches(FeedEvent event) {
    return matches(event.job(), event.word());
  }

  boolean matches(FeedProgress progress) {
    return matches(progress.job(), progress.job().word());
  }

  private boolean matches(FeedJob candidate, String word) {
    String type = candidate.type();
    return job.map(candidate.id()::equals).orElse(true)
        && jobs.account().map(candidate.account()::equals).orElse(true)
        && contains(jobs.services(), type.substring(0, type.indexOf('.')))
        && contains(jobs.types(), type)
        && contains(jobs.states(), candidate.state())
        && jobs.container().map(candidate.container()::equals).orElse(true)
        && jobs.status().map(word::equals).orElse(true)
        && jobs.text().map(candidate.texts()::contains).orElse(true)
        && jobs.createdFrom().map(from -> !candidate.createdAt().isBefore(from)).orElse(true)
        && jobs.createdBefore().map(candidate.createdAt()::isBefore).orElse(true)
        && jobs.rejectedRows().map(wanted -> wanted == candidate.rejectedRows()).orElse(true);
  }

  private static <T> boolean contains(List<T> allowed, T value) {
    return allowed.isEmpty() || allowed.contains(value);
  }
}
