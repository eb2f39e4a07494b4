package io.longshore.service.personalize;

import io.longshore.api.Answer;
import io.longshore.api.Call;
import io.longshore.engine.JobStore;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.NewJob;
import io.longshore.job.S3Place;
import io.longshore.objectstore.RoleGate;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The operations on data deletion jobs. */
final class DeletionJobs {

  private final Postgres postgres;
  private final ResourceStore resources;
  private final RoleGate gate;
  private final JobStore jobs;
  private final JobResources jobResources;
  private final InstantSource clock;

  DeletionJobs(
      Postgres postgres,
      ResourceStore resources,
      RoleGate gate,
      JobStore jobs,
      Quotas quotas,
      InstantSource clock) {
    this.postgres = postgres;
    this.gate = gate;
    this.resources = resources;
    this.jobs = jobs;
    this.jobResources =
        new JobResources(resources, jobs, quotas, Kind.DELETION_JOB, PersonalizeJobs.DELETION);
    this.clock = clock;
  }

  Future<Answer> create(Call call) {
    S3Place place = DataSource.of(call.body());
    gate.require(
        call.principal().account(), call.body().getString("roleArn"), place.bucket(), place.key());
    return postgres
        .transact(tx -> insert(tx, call, place))
        .onSuccess(job -> jobs.wake())
        .map(
            job ->
                Answer.ok(new JsonObject().put("dataDeletionJobArn", job.spec().getString("arn"))));
  }

  private Future<Job> insert(Transaction tx, Call call, S3Place place) {
    String arn = call.body().getString("datasetGroupArn");
    return resources
        .hold(tx, call.principal(), Kind.DATASET_GROUP, arn)
        .map(found -> found.orElseThrow(() -> Resource.unknown(Kind.DATASET_GROUP, arn)).usable())
        .compose(
            group -> {
              Resource named = jobResources.named(call, JobId.random(), arn, clock.instant());
              return jobResources.insert(tx, named, made(call, named, group, place));
            });
  }

  private static NewJob made(Call call, Resource named, Resource group, S3Place place) {
    JsonObject spec =
        new JsonObject()
            .put("arn", named.arn())
            .put("group", group.uid())
            .put("bucket", place.bucket())
            .put("key", place.key());
    DatasetGroups.copy(call.body(), spec, "jobName", "datasetGroupArn", "dataSource", "roleArn");
    return new NewJob(
        JobId.parse(named.uid()).orElseThrow(),
        named.account(),
        named.region(),
        PersonalizeJobs.DELETION,
        PersonalizeJobs.CONTAINER,
        Optional.of(group.arn()),
        spec,
        List.of());
  }

  Future<Answer> describe(Call call) {
    return jobResources
        .find(call.principal(), call.body().getString("dataDeletionJobArn"))
        .map(
            found -> {
              JsonObject described = summary(found.job());
              DatasetGroups.copy(found.job().spec(), described, "dataSource", "roleArn");
              DatasetGroups.copy(found.resource().body(), described, "numDeleted");
              return Answer.ok(new JsonObject().put("dataDeletionJob", described));
            });
  }

  Future<Answer> list(Call call) {
    return jobResources.list(call, "datasetGroupArn", "dataDeletionJobs", DeletionJobs::summary);
  }

  private static JsonObject summary(Job job) {
    JsonObject described = new JsonObject().put("dataDeletionJobArn", job.spec().getString("arn"));
    DatasetGroups.copy(job.spec(), described, "jobName", "datasetGroupArn");
    return JobResources.progress(job, described);
  }
}
