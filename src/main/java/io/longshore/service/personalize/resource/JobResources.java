package io.longshore.service.personalize.resource;

import io.longshore.api.Call;
import io.longshore.api.Principal;
import io.longshore.api.ServiceResponse;
import io.longshore.config.mask.MaskRules;
import io.longshore.config.mask.MaskService;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.Piece;
import io.longshore.service.personalize.PersonalizeLists;
import io.longshore.service.personalize.job.PersonalizeJobDependencies;
import io.longshore.service.personalize.job.PersonalizeJobs;
import io.longshore.service.resource.JobResource;
import io.longshore.service.resource.JsonMembers;
import io.longshore.service.resource.ListPage;
import io.longshore.store.Transaction;
import io.longshore.transfer.mask.MaskingSpec;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the operations on jobs have in common: a job's name and tags are a resource's. */
public final class JobResources {

  private final PersonalizeJobDependencies dependencies;
  private final PersonalizeResourceType kind;
  private final String type;
  private final String member;
  private final JobResource jobs;

  /**
   * @param member the response's member with a job; its ARN is in {@code <member>Arn}, a list of
   *     jobs in {@code <member>s}
   */
  public JobResources(
      PersonalizeJobDependencies dependencies,
      PersonalizeResourceType kind,
      String type,
      String member) {
    this.dependencies = dependencies;
    this.kind = kind;
    this.type = type;
    this.member = member;
    this.jobs = new JobResource(dependencies.postgres(), dependencies.jobs(), type);
  }

  /** Refuses a call whose role may not use that place. */
  public void requireRole(Call call, String bucket, String prefix) {
    dependencies
        .roleCheck()
        .require(call.principal().account(), call.body().getString("roleArn"), bucket, prefix);
  }

  /** What an export under the call's role hides. */
  public Optional<MaskRules> mask(Call call) {
    return dependencies
        .roleCheck()
        .mask(
            call.principal().account(), call.body().getString("roleArn"), MaskService.PERSONALIZE);
  }

  /** How an export under the call's role is compressed; empty for Personalize's own way. */
  public Optional<String> compression(Call call) {
    return dependencies
        .roleCheck()
        .compression(call.principal().account(), call.body().getString("roleArn"));
  }

  /** Whether an export under the call's role has only what is new since the last one. */
  public boolean isIncremental(Call call) {
    return dependencies
        .roleCheck()
        .isIncremental(call.principal().account(), call.body().getString("roleArn"));
  }

  /** The format of an export under the call's role; empty for CSV. */
  public Optional<String> format(Call call) {
    return dependencies
        .roleCheck()
        .format(call.principal().account(), call.body().getString("roleArn"));
  }

  /** Creates a job and answers with its ARN. */
  public Future<ServiceResponse> create(Call call, Function<Transaction, Future<Job>> insert) {
    return jobs.create(
        call,
        tx ->
            insert
                .apply(tx)
                .map(
                    job ->
                        MaskingSpec.remark(
                            job.spec(),
                            ServiceResponse.ok(
                                new JsonObject()
                                    .put(member + "Arn", job.spec().getString("arn"))))));
  }

  /** A job's resource, under the name that the call gives it. */
  public PersonalizeResource named(Call call, PersonalizeResource of) {
    String name = call.body().getString("jobName");
    JsonArray tags = PersonalizeTags.of(call.body());
    return PersonalizeResource.made(
            kind, call.principal(), name, new JsonObject(), tags, dependencies.clock().instant())
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
    return dependencies
        .quotas()
        .job(tx, named, job, dependencies.jobs())
        .compose(room -> dependencies.resources().insert(tx, named))
        .compose(inserted -> dependencies.jobs().create(tx, job));
  }

  /** A job and the resource that it is known by. */
  public record Named(PersonalizeResource resource, Job job) {}

  /** Describes the job whose ARN the call names. */
  public Future<ServiceResponse> describe(Call call, Function<Named, JsonObject> description) {
    return find(call.principal(), call.body().getString(member + "Arn"))
        .map(found -> new JsonObject().put(member, description.apply(found)))
        .map(ServiceResponse::ok);
  }

  private Future<Named> find(Principal owner, String arn) {
    return resource(owner, arn)
        .compose(
            resource ->
                jobs.find(owner, PersonalizeJobs.CONTAINER, resource.uid())
                    .map(found -> found.orElseThrow(() -> PersonalizeResource.unknown(arn)))
                    .compose(job -> named(owner, resource, job)));
  }

  private Future<PersonalizeResource> resource(Principal owner, String arn) {
    return dependencies.resources().required(owner, kind, arn);
  }

  /** Read anew once the job is seen as ended: its end may have come between the two looks. */
  private Future<Named> named(Principal owner, PersonalizeResource before, Job job) {
    return job.state().isFinal()
        ? resource(owner, before.arn()).map(after -> new Named(after, job))
        : Future.succeededFuture(new Named(before, job));
  }

  /**
   * Lists jobs, newest first.
   *
   * @param filter the call's member with the ARN of the resource that the jobs belong to
   */
  public Future<ServiceResponse> list(Call call, String filter, Function<Job, JsonObject> summary) {
    Optional<String> subject = Optional.ofNullable(call.body().getString(filter));
    ListPage page = PersonalizeLists.page(call, subject.orElse(""));
    return jobs.list(
        call.principal(), PersonalizeJobs.CONTAINER, subject, page, member + "s", summary);
  }

  /**
   * What all descriptions and summaries of jobs have. The reason tells why a job fails, also while
   * it is cleaned up, or what of its input had no effect.
   *
   * @param members those of the job's spec that are added
   */
  public JsonObject summary(Job job, String... members) {
    JsonObject described =
        new JsonObject()
            .put(member + "Arn", job.spec().getString("arn"))
            .put("jobName", job.spec().getString("jobName"))
            .put("status", job.word())
            .put("creationDateTime", PersonalizeResource.seconds(job.createdAt()))
            .put("lastUpdatedDateTime", PersonalizeResource.seconds(job.changedAt()));
    job.reason().ifPresent(reason -> described.put("failureReason", reason));
    JsonMembers.copy(job.spec(), described, members);
    return described;
  }
}
