package io.longshore.service.cleanroomsml.resource;

import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobState;
import io.longshore.service.resource.Timestamps;
import io.longshore.service.resource.JobResource;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the jobs stand that make models, audiences and exports, as the service's users see it. */
public final class AudienceJobStatuses {

  private static final String CREATE_FAILED = "CREATE_FAILED";

  private final JobStore jobs;
  private final FinishedResourceStore made;

  AudienceJobStatuses(JobStore jobs, FinishedResourceStore made) {
    this.jobs = jobs;
    this.made = made;
  }

  /**
   * How a model or a generation job stands.
   *
   * @param job empty when it ended so long ago that it was tidied away
   * @param made whether there is a model or an audience; asked only without a job
   */
  public record Standing(CleanRoomsMlResource resource, Optional<Job> job, boolean made) {

    String status() {
      if (resource.isBeingDeleted()) {
        return resource.status();
      }
      return job.map(Job::word).orElse(made ? CleanRoomsMlResource.ACTIVE : CREATE_FAILED);
    }

    /** The resource's status and when it changed. */
    public JsonObject told(JsonObject described) {
      described.put("status", status());
      job.map(Job::changedAt)
          .filter(changed -> changed.isAfter(resource.changedAt()))
          .ifPresent(changed -> described.put("updateTime", Timestamps.text(changed)));
      return described;
    }

    /**
     * The same, with why it failed, or what of its input had no effect: what went wrong with a seed
     * is its sender's alone.
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

  /** How those resources stand, by their uids. */
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

  /** The jobs of those ids; one that was tidied away after its end lacks. */
  public Future<Map<String, Job>> ofIds(List<String> uids) {
    return JobResource.byId(jobs, uids);
  }

  public Future<Standing> of(CleanRoomsMlResource resource) {
    return of(List.of(resource)).map(found -> found.get(resource.uid()));
  }

  /** Fails unless it is ACTIVE: made, and not being deleted. */
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

  /** Fails while the job goes on, and once it is being deleted. */
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

  /** Of an export job. */
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

  /** Its code is what the job's state is or, as long as it is cleaned up, will be. */
  private static JsonObject details(Job job, String message) {
    JobState end = job.cancelRequested() ? JobState.CANCELLED : JobState.FAILED;
    return new JsonObject()
        .put("statusCode", (job.state().isFinal() ? job.state() : end).name())
        .put("message", message);
  }
}
