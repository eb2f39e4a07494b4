package io.longshore.operator.stream;

import io.longshore.engine.feed.FeedJob;
import io.longshore.job.JobId;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs a watch is about.
 *
 * @param account empty for all accounts
 * @param job empty for all jobs
 * @param services the first parts of job types; empty for all
 * @param types job types; empty for all
 * @param containers empty for all
 * @param states the states that the job may have after the event; empty for all
 * @param progress whether it is told progress beside events
 */
record WatchFilter(
    Optional<String> account,
    Optional<JobId> job,
    Set<String> services,
    Set<String> types,
    Set<String> containers,
    Set<String> states,
    boolean progress) {

  /** Only the events of one job. */
  static WatchFilter eventsOf(JobId job) {
    return new WatchFilter(
        Optional.empty(), Optional.of(job), Set.of(), Set.of(), Set.of(), Set.of(), false);
  }

  boolean matches(FeedJob candidate) {
    String type = candidate.type();
    return job.map(candidate.id()::equals).orElse(true)
        && account.map(candidate.account()::equals).orElse(true)
        && contains(services, type.substring(0, type.indexOf('.')))
        && contains(types, type)
        && contains(containers, candidate.container())
        && contains(states, candidate.state().name());
  }

  private static boolean contains(Set<String> allowed, String value) {
    return allowed.isEmpty() || allowed.contains(value);
  }
}
