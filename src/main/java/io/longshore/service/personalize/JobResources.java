package io.longshore.service.personalize;

import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.engine.JobQuery;
import io.longshore.engine.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.JobState;
import io.longshore.job.NewJob;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What the operations on jobs have in common: a job's name and tags are a resource's. */
final class JobResources {

  private final ResourceStore resources;
  private final JobStore jobs;
  private final Quotas quotas;
  private final Kind kind;
  private final String type;

  JobResources(ResourceStore resources, JobStore jobs, Quotas quotas, Kind kind, String type) {
    this.resources = resources;
    this.jobs = jobs;
    this.quotas = quotas;
    this.kind = kind;
    this.type = type;
  }

  /** The job's resource, under the name that the call gives it. */
  Resource named(Call call, JobId id, String of, Instant now) {
    String name = call.body().getString("jobName");
    JsonArray tags = Tags.of(call.body());
    return Resource.made(kind, call.principal(), name, new JsonObject(), tags, now)
        .of(of, Optional.empty(), id.toString());
  }

  /** Inserts both, unless the name is taken or too many jobs of the type are pending. */
  Future<Job> insert(Transaction tx, Resource resource, NewJob job) {
    return quotas
        .job(tx, resource, job, jobs)
        .compose(room -> resources.insert(tx, resource))
        .compose(
            made -> {
              if (!made) {
                throw resource.exists();
              }
              return jobs.create(tx, job);
            });
  }

  /** A job and the resource that it is known by. */
  record Named(Resource resource, Job job) {}

  /** The job of that ARN. */
  Future<Named> find(Principal owner, String arn) {
    return resources
        .find(owner, kind, arn)
        .map(found -> found.orElseThrow(() -> Resource.unknown(kind, arn)))
        .compose(
            resource ->
                jobs.find(
                        owner.account(),
                        owner.region(),
                        type,
                        PersonalizeJobs.CONTAINER,
                        JobId.parse(resource.uid()).orElseThrow())
                    .map(found -> found.orElseThrow(() -> Resource.unknown(kind, arn)))
                    .map(job -> new Named(resource, job)));
  }

  /** Newest first. */
  Future<Answer> list(Call call, String filter, String member, Function<Job, JsonObject> summary) {
    Optional<String> subject = Optional.ofNullable(call.body().getString(filter));
    Page page = Page.of(call, subject);
    return jobs.list(
            new JobQuery(
                call.principal().account(),
                call.principal().region(),
                type,
                PersonalizeJobs.CONTAINER,
                subject,
                page.after().flatMap(JobId::parse),
                page.limit()))
        .map(found -> page.answer(member, found, summary, job -> job.id().toString()));
  }

  /** Status and times, as all of them are described. */
  static JsonObject progress(Job job, JsonObject described) {
    described
        .put("status", job.word())
        .put("creationDateTime", Resource.seconds(job.createdAt()))
        .put("lastUpdatedDateTime", Resource.seconds(job.changedAt()));
    if (job.state() == JobState.CANCELLED) {
      described.put("failureReason", "cancelled by the operator");
    } else if (job.state() == JobState.FAILED) {
      described.put("failureReason", String.join("; ", job.failures()));
    }
    return described;
  }
}
