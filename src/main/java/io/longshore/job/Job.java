package io.longshore.job;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a user started.
 *
 * @param type the job type's name, for example {@code pinpoint.export}
 * @param container the resource that owns it, for example a Pinpoint app's id
 * @param subject a second resource that it is listed under, for example a segment's id
 * @param spec the request as the job type froze it
 * @param word the status as the service's users see it
 * @param failures reasons a user can act on, at most 100
 * @param cancelRequested whether somebody asked for it to stop
 */
public record Job(
    JobId id,
    String account,
    String region,
    String type,
    String container,
    Optional<String> subject,
    JsonObject spec,
    JobState state,
    String word,
    Progress progress,
    List<String> failures,
    boolean cancelRequested,
    Instant createdAt,
    Instant changedAt,
    Optional<Instant> finishedAt) {

  /**
   * What fails it or keeps it from its end, and, once it has ended, what it had to leave; empty for
   * a job that does well.
   */
  public List<String> troubles() {
    return state == JobState.SUCCEEDED ? List.of() : failures;
  }

  /**
   * All it has to say as one text, for services that have one member for it: its troubles, or what
   * of its input had no effect.
   */
  public Optional<String> reason() {
    Stream<String> cancelled =
        state == JobState.CANCELLED ? Stream.of("cancelled by the operator") : Stream.empty();
    String all = Stream.concat(cancelled, failures.stream()).collect(Collectors.joining("; "));
    return Optional.of(all).filter(said -> state == JobState.FAILED || !said.isEmpty());
  }
}
