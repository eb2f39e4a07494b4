package io.longshore.engine.admin;

import io.longshore.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which jobs a list shows. Empty lists and empty values restrict nothing.
 *
 * @param services the beginnings of the job types, for example {@code pinpoint}
 * @param status as the job's service shows it
 * @param text a part of the id, the container, the subject or the request, in any case
 * @param createdFrom the earliest creation
 * @param createdBefore the exclusive upper bound of the creation
 * @param rejectedRows whether rows were refused
 */
public record JobFilter(
    Optional<String> account,
    List<String> services,
    List<String> types,
    Optional<String> status,
    List<JobState> states,
    Optional<String> container,
    Optional<String> text,
    Optional<Instant> createdFrom,
    Optional<Instant> createdBefore,
    Optional<Boolean> rejectedRows) {

  /** Restricts nothing. */
  public static final JobFilter NONE =
      new JobFilter(
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Whether jobs that are finished, or those that are not, can be in the list. */
  boolean admits(boolean finished) {
    return states.isEmpty() || states.stream().anyMatch(state -> state.isFinal() == finished);
  }
}
