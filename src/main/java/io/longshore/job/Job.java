package io.longshore.job;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A job: an asynchronous operation that a user has started.
 *
 * @param type the job type's name, for example {@code pinpoint.export}
 * @param container the resource that owns it, for example a Pinpoint app's id
 * @param subject a second resource under which it is listed, for example a segment's id
 * @param spec the request, as the job type stored it at creation
 * @param word the status as the service's users see it
 * @param failures sentences for the job's owner, at most 100: why it failed and what its rollback
 *     left, or, after it has succeeded, the rows that it refused
 * @param cancelRequested whether a cancel was requested
 * @param traceparent the span of the call that created it, if that was traced, in the form of the
 *     W3C header
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
    Optional<Instant> finishedAt,
    Optional<String> traceparent) {

  /** Why the job fails and what its rollback left; empty for a job that has succeeded. */
  public List<String> troubles() {
    return state == JobState.SUCCEEDED ? List.of() : failures;
  }

  /** The id of the trace that the job belongs to. */
  public Optional<String> traceId() {
    return traceparent.map(parent -> parent.split("-")[1]);
  }

  /** All failures as one text, for services that have a single member for them. */
  public Optional<String> reason() {
    Stream<String> cancelled =
        state == JobState.CANCELLED ? Stream.of("cancelled by the operator") : Stream.empty();
    String all = Stream.concat(cancelled, failures.stream()).collect(Collectors.joining("; "));
    return Optional.of(all).filter(said -> state == JobState.FAILED || !said.isEmpty());
  }
}
