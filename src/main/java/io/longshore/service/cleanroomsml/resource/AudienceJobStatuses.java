package io.longshore.service.cleanroomsml.resource;

import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.service.resource.JobResource;
import io.longshore.service.resource.Timestamps;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The statuses of models, generation jobs and export jobs as users see them. */
public final class AudienceJobStatuses {

  private static final String CREATE_FAILED = "CREATE_FAILED";

  private final JobStore jobs;
  private final FinishedResourceStore made;

  AudienceJobStatuses(JobStore jobs, FinishedResourceStore made) {
    this.jobs = jobs;
    this.made = made;
  }

  /**
   * The state of a model or a generation job.
   *
   * @param job empty when it was removed after its retention
   * @param made whether the model or the audience exists; looked up only without a job
   */
  public record Standing(CleanRoomsMlResource resource, Optional<Job> job, boolean made) {

    String status() {
      if (resource.isBeingDeleted()) {
        return resource.status();
      }
      return job.map(Job::word).orElse(made ? CleanRoomsMlResource.ACTIVE : CREATE_FAILED);
    }

    /** Adds the resource's status and the time of its change. */
    public JsonObject told(JsonObject described) {
      described.put("status", status());
      job.map(Job::changedAt)
          .filter(changed -> changed.isAfter(resource.changedAt()))
          .ifPresent(changed -> described.put("updateTime", Timestamps.text(changed)));
      return described;
    }

    /**
     * The same, with the reason of a failure or remarks about the input; those about a seed only
     * for the account that started the job.
     */
    public JsonObject explained(JsonObject described) {
      job.filter(told -> !resource.isBeingDeleted())
          .filter(told -> told.state() != JobState.SUCCEEDED || !resource.shared())
          .ifPresent(
              told ->
                  told.reason()
                      .map(
                          why ->
                              resource.shared()
                                  ? "Account " + told.account() + ", which started it, is told why"
                                  : why)
                      .ifPresent(why -> described.put("statusDetails", details(told, why))));
      return told(described);
    }
  }

  /** The states of the resources, by their uids. */
  public Future<Map<String, Standing>> of(List<CleanRoomsMlResource> resources) {
    return ofIds(resources.stream().map(CleanRoomsMlResource::uid).toList())
        .compose(
            found -> {
              List<CleanRoomsMlResource> lacking =
                  resources.stream().filter(each -> !found.containsKey(each.uid())).toList();
              return made.of(lacking)
                  .map(
                      done -> {
                        Map<String, Standing> standings = new HashMap<>();
                        for (CleanRoomsMlResource each : resources) {
                          Optional<Job> job = Optional.ofNullable(found.get(each.uid()));
                          standings.put(
                              each.uid(), new Standing(each, job, done.contains(each.uid())));
                        }
                        return standings;
                      });
            });
  }

  /** The jobs of those ids, without those that were removed after their retention. */
  public Future<Map<String, Job>> ofIds(List<String> uids) {
    return JobResource.byId(jobs, uids);
  }

  public Future<Standing> of(CleanRoomsMlResource resource) {
    return of(List.of(resource)).map(found -> found.get(resource.uid()));
  }

  /** Fails unless the resource is ACTIVE. */
  public Future<CleanRoomsMlResource> requireActive(CleanRoomsMlResource resource) {
    return of(resource)
        .map(
            standing -> {
              if (!standing.status().equals(CleanRoomsMlResource.ACTIVE)) {
                throw resource.conflict(
                    "is in the state " + standing.status() + ", it must be ACTIVE");
              }
              return resource;
            });
  }

  /** Fails while its job runs or while it is being deleted. */
  public Future<CleanRoomsMlResource> requireAtRest(CleanRoomsMlResource resource) {
    return of(resource)
        .map(
            standing -> {
              boolean ended = standing.job().map(job -> job.state().isFinal()).orElse(true);
              if (resource.isBeingDeleted() || !ended) {
                throw resource.conflict(
                    "is in the state " + standing.status() + ": wait until that ended");
              }
              return resource;
            });
  }

  /** Adds the status of an export job. */
  public static JsonObject told(JsonObject described, Job job, Instant createdAt) {
    described
        .put("createTime", Timestamps.text(createdAt))
        .put("updateTime", Timestamps.text(job.changedAt()))
        .put("status", job.word());
    job.reason().ifPresent(why -> described.put("statusDetails", details(job, why)));
    return described;
  }

  public static boolean hasFailed(Job job) {
    return job.state() == JobState.FAILED || job.state() == JobState.CANCELLED;
  }

  /** The details of a status; the code is the job's final state, also while it is cleaned up. */
  private static JsonObject details(Job job, String message) {
    JobState end = job.cancelRequested() ? JobState.CANCELLED : JobState.FAILED;
    return new JsonObject()
        .put("statusCode", (job.state().isFinal() ? job.state() : end).name())
        .put("message", message);
  }
}
