package io.longshore.service.cleanroomsml;

import io.longshore.engine.store.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How the jobs stand that make models, audiences and exports, as the service's users see it. */
final class JobStatuses {

  private static final String CREATE_FAILED = "CREATE_FAILED";

  private final JobStore jobs;
  private final MadeStore made;

  JobStatuses(JobStore jobs, MadeStore made) {
    this.jobs = jobs;
    this.made = made;
  }

  /**
   * How a model or a generation job stands.
   *
   * @param job empty when it ended so long ago that it was tidied away
   * @param made whether there is a model or an audience; asked only without a job
   */
  record Standing(Resource resource, Optional<Job> job, boolean made) {

    String status() {
      if (resource.isBeingDeleted()) {
        return resource.status();
      }
      return job.map(Job::word).orElse(made ? Resource.ACTIVE : CREATE_FAILED);
    }

    /** The resource's status and when it changed. */
    JsonObject told(JsonObject described) {
      described.put("status", status());
      job.map(Job::changedAt)
          .filter(changed -> changed.isAfter(resource.changedAt()))
          .ifPresent(changed -> described.put("updateTime", Resource.text(changed)));
      return described;
    }

    /**
     * The same, with why it failed, or what of its input had no effect: what went wrong with a seed
     * is its sender's alone.
     */
    JsonObject explained(JsonObject described) {
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
  Future<Map<String, Standing>> of(List<Resource> resources) {
    return ofIds(resources.stream().map(Resource::uid).toList())
        .compose(
            found -> {
              List<Resource> lacking =
                  resources.stream().filter(each -> !found.containsKey(each.uid())).toList();
              return made.of(lacking)
                  .map(
                      done -> {
                        Map<String, Standing> standings = new HashMap<>();
                        for (Resource each : resources) {
                          Optional<Job> job = Optional.ofNullable(found.get(each.uid()));
                          standings.put(
                              each.uid(), new Standing(each, job, done.contains(each.uid())));
                        }
                        return standings;
                      });
            });
  }

  /** The jobs of those ids; one that was tidied away after its end lacks. */
  Future<Map<String, Job>> ofIds(List<String> uids) {
    if (uids.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    List<JobId> ids = uids.stream().flatMap(uid -> JobId.parse(uid).stream()).toList();
    return jobs.findAll(ids)
        .map(
            found ->
                found.stream()
                    .collect(Collectors.toMap(job -> job.id().toString(), Function.identity())));
  }

  Future<Standing> of(Resource resource) {
    return of(List.of(resource)).map(found -> found.get(resource.uid()));
  }

  /** Fails unless it is ACTIVE: made, and not being deleted. */
  Future<Resource> requireActive(Resource resource) {
    return of(resource)
        .map(
            standing -> {
              if (!standing.status().equals(Resource.ACTIVE)) {
                throw resource.conflict(
                    "is in the state " + standing.status() + ", it must be ACTIVE");
              }
              return resource;
            });
  }

  /** Fails while the job goes on, and once it is being deleted. */
  Future<Resource> requireAtRest(Resource resource) {
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
  static JsonObject told(JsonObject described, Job job, Instant createdAt) {
    described
        .put("createTime", Resource.text(createdAt))
        .put("updateTime", Resource.text(job.changedAt()))
        .put("status", job.word());
    job.reason().ifPresent(why -> described.put("statusDetails", details(job, why)));
    return described;
  }

  static boolean hasFailed(Job job) {
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
