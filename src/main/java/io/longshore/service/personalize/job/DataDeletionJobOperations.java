package io.longshore.service.personalize.job;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.job.Job;
import io.longshore.job.S3Place;
import io.longshore.service.personalize.dataset.DataSource;
import io.longshore.service.personalize.resource.JobResources;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.service.personalize.resource.PersonalizeResourceType;
import io.longshore.service.resource.JsonMembers;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The operations on data deletion jobs. */
public final class DataDeletionJobOperations {

  private final PersonalizeResourceStore resources;
  private final JobResources jobResources;

  public DataDeletionJobOperations(PersonalizeJobDependencies dependencies) {
    this.resources = dependencies.resources();
    this.jobResources =
        new JobResources(
            dependencies,
            PersonalizeResourceType.DELETION_JOB,
            PersonalizeJobs.DELETION,
            "dataDeletionJob");
  }

  public Future<ServiceResponse> create(Call call) {
    S3Place place = DataSource.of(call.body());
    jobResources.requireRole(call, place.bucket(), place.key());
    return jobResources.create(call, tx -> insert(tx, call, place));
  }

  private Future<Job> insert(Transaction tx, Call call, S3Place place) {
    String arn = call.body().getString("datasetGroupArn");
    return resources
        .hold(tx, call.principal(), PersonalizeResourceType.DATASET_GROUP, arn)
        .map(PersonalizeResource::usable)
        .compose(
            group ->
                jobResources.insert(
                    tx, jobResources.named(call, group), spec(call, group, place), List.of()));
  }

  private static JsonObject spec(Call call, PersonalizeResource group, S3Place place) {
    JsonObject spec =
        new JsonObject()
            .put("group", group.uid())
            .put("bucket", place.bucket())
            .put("key", place.key());
    JsonMembers.copy(call.body(), spec, "datasetGroupArn", "dataSource", "roleArn");
    return spec;
  }

  public Future<ServiceResponse> describe(Call call) {
    return jobResources.describe(
        call,
        found ->
            JsonMembers.copy(
                found.resource().body(),
                jobResources.summary(found.job(), "datasetGroupArn", "dataSource", "roleArn"),
                "numDeleted"));
  }

  public Future<ServiceResponse> list(Call call) {
    return jobResources.list(
        call, "datasetGroupArn", job -> jobResources.summary(job, "datasetGroupArn"));
  }
}
