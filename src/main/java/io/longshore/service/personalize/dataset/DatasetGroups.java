package io.longshore.service.personalize.dataset;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.objectstore.RolePrecheck;
import io.longshore.service.personalize.PersonalizeError;
import io.longshore.service.personalize.PersonalizeLists;
import io.longshore.service.personalize.job.PersonalizeJobs;
import io.longshore.service.personalize.resource.PersonalizeQuotas;
import io.longshore.service.personalize.resource.PersonalizeResource;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.service.personalize.resource.PersonalizeResourceType;
import io.longshore.service.personalize.resource.PersonalizeTags;
import io.longshore.service.personalize.resource.ResourceDeletion;
import io.longshore.service.resource.JsonMembers;
import io.longshore.service.resource.ListPage;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The operations on dataset groups. */
public final class DatasetGroups {

  private final Postgres postgres;
  private final PersonalizeResourceStore resources;
  private final ResourceDeletion deletion;
  private final JobStore jobs;
  private final PersonalizeQuotas quotas;
  private final RolePrecheck roleCheck;
  private final InstantSource clock;

  public DatasetGroups(
      Postgres postgres,
      PersonalizeResourceStore resources,
      ResourceDeletion deletion,
      JobStore jobs,
      PersonalizeQuotas quotas,
      RolePrecheck roleCheck,
      InstantSource clock) {
    this.roleCheck = roleCheck;
    this.postgres = postgres;
    this.resources = resources;
    this.deletion = deletion;
    this.jobs = jobs;
    this.quotas = quotas;
    this.clock = clock;
  }

  public Future<ServiceResponse> create(Call call) {
    PersonalizeResource group = made(call);
    return postgres.transactOnce(
        call,
        tx ->
            quotas
                .group(tx, group)
                .compose(room -> resources.insert(tx, group))
                .map(
                    inserted -> {
                      JsonObject answer = new JsonObject().put("datasetGroupArn", group.arn());
                      JsonMembers.copy(group.body(), answer, "domain");
                      return ServiceResponse.ok(answer);
                    }));
  }

  private PersonalizeResource made(Call call) {
    JsonObject body = call.body();
    if (body.containsKey("kmsKeyArn") != body.containsKey("roleArn")) {
      throw PersonalizeError.INVALID_INPUT.because(
          "kmsKeyArn and roleArn must be given together or not at all.");
    }
    if (body.containsKey("roleArn")) {
      roleCheck.requireOwn(call.principal().account(), body.getString("roleArn"));
    }
    JsonObject kept = new JsonObject();
    JsonMembers.copy(body, kept, "domain", "kmsKeyArn", "roleArn");
    return PersonalizeResource.made(
        PersonalizeResourceType.DATASET_GROUP,
        call.principal(),
        body.getString("name"),
        kept,
        PersonalizeTags.of(body),
        clock.instant());
  }

  public Future<ServiceResponse> describe(Call call) {
    String arn = call.body().getString("datasetGroupArn");
    return resources
        .required(call.principal(), PersonalizeResourceType.DATASET_GROUP, arn)
        .map(
            group -> {
              JsonObject described = summary(group);
              JsonMembers.copy(group.body(), described, "kmsKeyArn", "roleArn");
              return ServiceResponse.ok(new JsonObject().put("datasetGroup", described));
            });
  }

  public Future<ServiceResponse> list(Call call) {
    ListPage page = PersonalizeLists.page(call, "");
    return resources
        .list(call.principal(), PersonalizeResourceType.DATASET_GROUP, Optional.empty(), page)
        .map(
            found ->
                page.answer(
                    "datasetGroups", found, DatasetGroups::summary, PersonalizeResource::position));
  }

  /** Refused while the group has datasets or event trackers, or a job deletes users from it. */
  public Future<ServiceResponse> delete(Call call) {
    return deletion.begin(
        call,
        PersonalizeResourceType.DATASET_GROUP,
        call.body().getString("datasetGroupArn"),
        (tx, group) ->
            resources
                .children(
                    tx,
                    group.arn(),
                    1,
                    PersonalizeResourceType.DATASET,
                    PersonalizeResourceType.EVENT_TRACKER)
                .compose(
                    children -> {
                      requireEmpty(group, children);
                      return requireQuiet(tx, group);
                    }));
  }

  private Future<Void> requireQuiet(Transaction tx, PersonalizeResource group) {
    return jobs.unfinished(
            tx, group.account(), group.region(), Optional.of(group.arn()), PersonalizeJobs.DELETION)
        .map(
            unfinished -> {
              if (unfinished > 0) {
                throw group.inUse("has data deletion jobs that are pending or in progress");
              }
              return null;
            });
  }

  private static void requireEmpty(PersonalizeResource group, List<PersonalizeResource> children) {
    if (!children.isEmpty()) {
      PersonalizeResource child = children.get(0);
      throw group.inUse("has the " + child.kind().noun() + " " + child.arn());
    }
  }

  private static JsonObject summary(PersonalizeResource group) {
    JsonObject described =
        new JsonObject()
            .put("name", group.name())
            .put("datasetGroupArn", group.arn())
            .put("status", group.status());
    JsonMembers.copy(group.body(), described, "domain");
    return group.times(described);
  }
}
