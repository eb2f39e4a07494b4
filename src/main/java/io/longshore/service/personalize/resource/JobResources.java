package io.longshore.service.personalize.resource;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobQuery;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.Piece;
import io.longshore.service.personalize.PersonalizeLists;
import io.longshore.service.personalize.job.PersonalizeJobDependencies;
import io.longshore.service.personalize.job.PersonalizeJobs;
import io.longshore.service.resource.ListPage;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the operations on jobs have in common: a job's name and tags are a resource's. */
public final class JobResources {

  private final PersonalizeJobDependencies desk;
  private final PersonalizeResourceType kind;
  private final String type;

  public JobResources(PersonalizeJobDependencies desk, PersonalizeResourceType kind, String type) {
    this.desk = desk;
    this.kind = kind;
    this.type = type;
  }

  /** Refuses a call whose role may not use that place. */
  public void requireRole(Call call, String bucket, String prefix) {
    desk.gate()
        .require(call.principal().account(), call.body().getString("roleArn"), bucket, prefix);
  }

  /**
   * Creates a job and answers with its ARN.
   *
   * @param member what the answer calls it
   */
  public Future<ServiceResponse> create(
      Call call, String member, Function<Transaction, Future<Job>> insert) {
    return desk.postgres()
        .transactOnce(
            call,
            tx ->
                insert
                    .apply(tx)
                    .map(job -> job.spec().getString("arn"))
                    .map(arn -> ServiceResponse.ok(new JsonObject().put(member, arn))))
        .onSuccess(created -> desk.jobs().wake());
  }

  /** A job's resource, under the name that the call gives it. */
  public PersonalizeResource named(Call call, PersonalizeResource of) {
    String name = call.body().getString("jobName");
    JsonArray tags = PersonalizeTags.of(call.body());
    return PersonalizeResource.made(
            kind, call.principal(), name, new JsonObject(), tags, desk.clock().instant())
        .of(of.arn(), Optional.empty(), JobId.random().toString());
  }

  /**
   * Inserts a job and its resource, unless the name is taken or too many jobs of the type are
   * pending.
   *
   * @param pieces none when the job's plan is yet to find them
   */
  public Future<Job> insert(
      Transaction tx, PersonalizeResource named, JsonObject spec, List<Piece> pieces) {
    NewJob job =
        new NewJob(
            JobId.parse(named.uid()).orElseThrow(),
            named.account(),
            named.region(),
            type,
            PersonalizeJobs.CONTAINER,
            named.parent(),
            spec.put("arn", named.arn()).put("jobName", named.name()),
            pieces);
    return desk.quotas()
        .job(tx, named, job, desk.jobs())
        .compose(room -> desk.resources().insert(tx, named))
        .compose(
            made -> {
              if (!made) {
                throw named.exists();
              }
              return desk.jobs().create(tx, job);
            });
  }

  /** A job and the resource that it is known by. */
  public record Named(PersonalizeResource resource, Job job) {}

  /** The job of that ARN. */
  public Future<Named> find(Principal owner, String arn) {
    return resource(owner, arn)
        .compose(
            resource ->
                desk.jobs()
                    .find(
                        owner.account(),
                        owner.region(),
                        type,
                        PersonalizeJobs.CONTAINER,
                        JobId.parse(resource.uid()).orElseThrow())
                    .map(found -> found.orElseThrow(() -> PersonalizeResource.unknown(arn)))
                    .compose(job -> named(owner, resource, job)));
  }

  private Future<PersonalizeResource> resource(Principal owner, String arn) {
    return desk.resources()
        .find(owner, kind, arn)
        .map(found -> found.orElseThrow(() -> PersonalizeResource.unknown(arn)));
  }

  /** Read anew once the job is seen as ended: its end may have come between the two looks. */
  private Future<Named> named(Principal owner, PersonalizeResource before, Job job) {
    return job.state().isFinal()
        ? resource(owner, before.arn()).map(after -> new Named(after, job))
        : Future.succeededFuture(new Named(before, job));
  }

  /** Newest first. */
  public Future<ServiceResponse> list(
      Call call, String filter, String member, Function<Job, JsonObject> summary) {
    Optional<String> subject = Optional.ofNullable(call.body().getString(filter));
    ListPage page = PersonalizeLists.page(call, subject.orElse(""));
    return desk.jobs()
        .list(
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

  /**
   * Status and times, as all of them are described; why it fails, also while it is cleaned up, or
   * what of its input had no effect.
   */
  public static JsonObject progress(Job job, JsonObject described) {
    described
        .put("status", job.word())
        .put("creationDateTime", PersonalizeResource.seconds(job.createdAt()))
        .put("lastUpdatedDateTime", PersonalizeResource.seconds(job.changedAt()));
    job.reason().ifPresent(reason -> described.put("failureReason", reason));
    return described;
  }
}
