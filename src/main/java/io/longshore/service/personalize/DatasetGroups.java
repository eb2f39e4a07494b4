package io.longshore.service.personalize;

import io.longshore.api.Call;
import io.longshore.api.ServiceResponse;
import io.longshore.engine.store.JobStore;
import io.longshore.objectstore.RoleAuthorizer;
import io.longshore.store.Postgres;
import io.longshore.store.Transaction;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The operations on dataset groups. */
final class DatasetGroups {

  private final Postgres postgres;
  private final ResourceStore resources;
  private final Deletion deletion;
  private final JobStore jobs;
  private final Quotas quotas;
  private final RoleAuthorizer gate;
  private final InstantSource clock;

  DatasetGroups(
      Postgres postgres,
      ResourceStore resources,
      Deletion deletion,
      JobStore jobs,
      Quotas quotas,
      RoleAuthorizer gate,
      InstantSource clock) {
    this.gate = gate;
    this.postgres = postgres;
    this.resources = resources;
    this.deletion = deletion;
    this.jobs = jobs;
    this.quotas = quotas;
    this.clock = clock;
  }

  Future<ServiceResponse> create(Call call) {
    Resource group = made(call);
    return postgres.transactOnce(
        call,
        tx ->
            quotas
                .group(tx, group)
                .compose(room -> resources.insert(tx, group))
                .map(
                    made -> {
                      if (!made) {
                        throw group.exists();
                      }
                      JsonObject answer = new JsonObject().put("datasetGroupArn", group.arn());
                      copy(group.body(), answer, "domain");
                      return ServiceResponse.ok(answer);
                    }));
  }

  private Resource made(Call call) {
    JsonObject body = call.body();
    if (body.containsKey("kmsKeyArn") != body.containsKey("roleArn")) {
      throw PersonalizeError.INVALID_INPUT.because(
          "kmsKeyArn and roleArn must be given together or not at all.");
    }
    if (body.containsKey("roleArn")) {
      gate.requireOwn(call.principal().account(), body.getString("roleArn"));
    }
    JsonObject kept = new JsonObject();
    copy(body, kept, "domain", "kmsKeyArn", "roleArn");
    return Resource.made(
        Kind.DATASET_GROUP,
        call.principal(),
        body.getString("name"),
        kept,
        Tags.of(body),
        clock.instant());
  }

  Future<ServiceResponse> describe(Call call) {
    String arn = call.body().getString("datasetGroupArn");
    return resources
        .find(call.principal(), Kind.DATASET_GROUP, arn)
        .map(found -> found.orElseThrow(() -> Resource.unknown(arn)))
        .map(
            group -> {
              JsonObject described = summary(group);
              copy(group.body(), described, "kmsKeyArn", "roleArn");
              return ServiceResponse.ok(new JsonObject().put("datasetGroup", described));
            });
  }

  Future<ServiceResponse> list(Call call) {
    Page page = Page.of(call, Optional.empty());
    return resources
        .list(call.principal(), Kind.DATASET_GROUP, Optional.empty(), page)
        .map(
            found ->
                page.answer("datasetGroups", found, DatasetGroups::summary, Resource::position));
  }

  /** Refused while anything belongs to the group, or a job deletes users from it. */
  Future<ServiceResponse> delete(Call call) {
    return deletion.begin(
        call,
        Kind.DATASET_GROUP,
        call.body().getString("datasetGroupArn"),
        (tx, group) ->
            resources
                .children(tx, group.arn(), 1, Kind.DATASET, Kind.EVENT_TRACKER)
                .compose(
                    children -> {
                      requireEmpty(group, children);
                      return requireQuiet(tx, group);
                    }));
  }

  private Future<Void> requireQuiet(Transaction tx, Resource group) {
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

  private static void requireEmpty(Resource group, List<Resource> children) {
    if (!children.isEmpty()) {
      Resource child = children.get(0);
      throw group.inUse("has the " + child.kind().noun() + " " + child.arn());
    }
  }

  private static JsonObject summary(Resource group) {
    JsonObject described =
        new JsonObject()
            .put("name", group.name())
            .put("datasetGroupArn", group.arn())
            .put("status", group.status());
    copy(group.body(), described, "domain");
    return group.times(described);
  }

  /** Those members that are there. */
  static void copy(JsonObject from, JsonObject to, String... members) {
    for (String member : members) {
      if (from.containsKey(member)) {
        to.put(member, from.getValue(member));
      }
    }
  }
}
