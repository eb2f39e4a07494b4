package io.longshore.service.dataexchange.job;

import io.longshore.api.Arn;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.service.resource.ListPosition;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job of Data Exchange.
 *
 * @param dataSet the id by which its owner sees the data set
 * @param details the one member of ResponseDetails
 * @param configuration the request's AssetConfiguration, or empty for none
 * @param refusedAt when it was not let begin
 * @param errors what it said while it failed
 */
public record DataJob(
    String id,
    String account,
    String region,
    DataJobType kind,
    String dataSet,
    Optional<String> revision,
    JsonObject details,
    Optional<JsonObject> configuration,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> startedAt,
    Optional<Instant> cancelledAt,
    Optional<Instant> timedOutAt,
    Optional<Instant> refusedAt,
    List<JobError> errors) {

  /** A job that waits to be started. */
  public static DataJob waiting(
      String id,
      String account,
      String region,
      DataJobSpec work,
      Optional<JsonObject> configuration,
      Instant now) {
    return new DataJob(
        id,
        account,
        region,
        work.kind(),
        work.dataSet(),
        Optional.of(work.revision()),
        work.details(),
        configuration,
        now,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /**
   * The model's JobEntry.
   *
   * @param engine the job that does the work, once it was started
   */
  JsonObject describe(Optional<Job> engine) {
    String state = state(engine);
    JsonObject body = new JsonObject().put("Arn", arn());
    configuration.ifPresent(sent -> body.put("AssetConfiguration", sent));
    body.put("CreatedAt", Timestamps.text(createdAt))
        .put("Details", new JsonObject().put(kind.member(), details));
    List<String> troubles = engine.map(Job::troubles).orElse(List.of());
    if (state.equals("ERROR") || !troubles.isEmpty()) {
      JsonArray shown = new JsonArray();
      said(troubles).forEach(error -> shown.add(error.body()));
      body.put("Errors", shown);
    }
    return body.put("Id", id)
        .put("State", state)
        .put("Type", kind.name())
        .put("UpdatedAt", Timestamps.text(changedAt(engine)));
  }

  private String arn() {
    return new Arn("dataexchange", region, account, "jobs/" + id).toString();
  }

  private String state(Optional<Job> engine) {
    if (startedAt.isEmpty()) {
      return cancelledAt.isPresent() ? "CANCELLED" : "WAITING";
    }
    if (refusedAt.isPresent()) {
      return "ERROR";
    }
    JobState working = engine.map(Job::state).orElse(JobState.QUEUED);
    return switch (working) {
      case QUEUED, RUNNING, COMMITTING -> "IN_PROGRESS";
      case SUCCEEDED -> "COMPLETED";
      case FAILED -> "ERROR";
      case CANCELLED -> timedOutAt.isPresent() ? "TIMED_OUT" : "CANCELLED";
    };
  }

  /** Its own words, and the engine's that they do not say: such as what is left of it. */
  private List<JobError> said(List<String> troubles) {
    Stream<JobError> more =
        troubles.stream()
            .filter(trouble -> errors.stream().noneMatch(own -> own.message().startsWith(trouble)))
            .map(JobError::internal);
    return Stream.concat(errors.stream(), more).toList();
  }

  private Instant changedAt(Optional<Job> engine) {
    return engine.map(Job::changedAt).filter(at -> at.isAfter(updatedAt)).orElse(updatedAt);
  }

  /** The position in a list by creation. */
  public String position() {
    return new ListPosition(createdAt, id).toString();
  }
}
