package io.longshore.service.cleanroomsml;

import io.longshore.engine.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How the jobs stand that make models, audiences and exports, as the service's users see it. */
final class JobStatuses {

  private final JobStore jobs;

  JobStatuses(JobStore jobs) {
    this.jobs = jobs;
  }

  /** The jobs of those resources by their uids; one that was tidied away after its end lacks. */
  Future<Map<String, Job>> of(List<Resource> resources) {
    return ofIds(resources.stream().map(Resource::uid).toList());
  }

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

  /** Fails unless it is ACTIVE: made, and not being deleted. */
  Future<Resource> requireActive(Resource resource) {
    return of(List.of(resource))
        .map(
            found -> {
              String status = status(resource, found.get(resource.uid()));
              if (!status.equals(Resource.ACTIVE)) {
                throw resource.conflict("is in the state " + status + ", it must be ACTIVE");
              }
              return resource;
            });
  }

  /** Fails while the job goes on, and once it is being deleted. */
  Future<Resource> requireAtRest(Resource resource) {
    return of(List.of(resource))
        .map(
            found -> {
              Job job = found.get(resource.uid());
              if (resource.isBeingDeleted() || (job != null && !job.state().isFinal())) {
                throw resource.conflict(
                    "is in the state " + status(resource, job) + ": wait until that ended");
              }
              return resource;
            });
  }

  /** Only what was made outlives its job. */
  private static String status(Resource resource, Job job) {
    return resource.isBeingDeleted() || job == null ? resource.status() : job.word();
  }

  /** The resource's status and when it changed. */
  static JsonObject told(JsonObject described, Resource resource, Job job) {
    described.put("status", status(resource, job));
    if (job != null && job.changedAt().isAfter(resource.changedAt())) {
      described.put("updateTime", Resource.text(job.changedAt()));
    }
    return described;
  }

  /** The same, with why it failed. */
  static JsonObject explained(JsonObject described, Resource resource, Job job) {
    told(described, resource, job);
    if (job != null && !resource.isBeingDeleted() && hasFailed(job)) {
      String message =
          resource.shared()
              ? "Account " + job.account() + ", which started it, is told why"
              : message(job);
      described.put("statusDetails", details(job, message));
    }
    return described;
  }

  /** Of an export job. */
  static JsonObject told(JsonObject described, Job job, Instant createdAt) {
    described
        .put("createTime", Resource.text(createdAt))
        .put("updateTime", Resource.text(job.changedAt()))
        .put("status", job.word());
    if (hasFailed(job)) {
      described.put("statusDetails", details(job, message(job)));
    }
    return described;
  }

  static boolean hasFailed(Job job) {
    return job.state() == JobState.FAILED || job.state() == JobState.CANCELLED;
  }

  private static JsonObject details(Job job, String message) {
    return new JsonObject().put("statusCode", job.state().name()).put("message", message);
  }

  private static String message(Job job) {
    return job.state() == JobState.CANCELLED
        ? "cancelled by the operator"
        : String.join("; ", job.failures());
  }
}
