package io.longshore.service.personalize;

import static io.longshore.api.ServiceProfile.Protocol.AWS_JSON_1_1;

import io.longshore.api.Call;
import io.longshore.api.CommonError;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.api.ServiceResponse;
import io.longshore.config.PersonalizeConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RoleAuthorizer;
import io.longshore.service.ServiceVerticle;
import io.longshore.service.personalize.dataset.DatasetGroups;
import io.longshore.service.personalize.dataset.Datasets;
import io.longshore.service.personalize.event.EventTrackers;
import io.longshore.service.personalize.job.DataDeletionJobOperations;
import io.longshore.service.personalize.job.DatasetExportJobOperations;
import io.longshore.service.personalize.job.DatasetImportJobOperations;
import io.longshore.service.personalize.job.PersonalizeJobDependencies;
import io.longshore.service.personalize.resource.PersonalizeQuotas;
import io.longshore.service.personalize.resource.PersonalizeResourceStore;
import io.longshore.service.personalize.resource.PersonalizeTags;
import io.longshore.service.personalize.resource.ResourceDeletion;
import io.longshore.service.personalize.schema.Schemas;
import io.longshore.service.resource.TagOperations;
import io.longshore.store.Postgres;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Serves Amazon Personalize's operations on schemas, dataset groups, datasets, trackers and jobs.
 */
public final class PersonalizeVerticle extends ServiceVerticle {

  static final String SIGNING_NAME = "personalize";
  private static final int BODY_LIMIT_BYTES = 1024 * 1024;

  /** What the edge must know of this service. */
  public static final ServiceProfile PROFILE =
      new ServiceProfile(
          "personalize",
          "openapi/personalize.yaml",
          SIGNING_NAME,
          AWS_JSON_1_1,
          "message",
          null,
          BODY_LIMIT_BYTES,
          new EdgeErrors(
              PersonalizeError.INVALID_INPUT,
              CommonError.REQUEST_ENTITY_TOO_LARGE,
              PersonalizeError.LIMIT_EXCEEDED,
              CommonError.METHOD_NOT_ALLOWED,
              PersonalizeError.ACCESS_DENIED,
              CommonError.INTERNAL_FAILURE));

  private final Schemas schemas;
  private final DatasetGroups groups;
  private final Datasets datasets;
  private final EventTrackers trackers;
  private final DatasetImportJobOperations imports;
  private final DatasetExportJobOperations exports;
  private final DataDeletionJobOperations deletions;
  private final TagOperations tags;

  /**
   * @param stores asked what roles may do
   * @param jobs must know {@code ResourcePurgeJob}, {@code DatasetImportJob}, {@code
   *     DatasetExportJob} and {@code DataDeletionJob}
   */
  public PersonalizeVerticle(
      Postgres postgres,
      ObjectStores stores,
      JobStore jobs,
      PersonalizeConfig limits,
      InstantSource clock) {
    RoleAuthorizer gate = new RoleAuthorizer(stores, PersonalizeError.INVALID_INPUT);
    PersonalizeResourceStore resources = new PersonalizeResourceStore(postgres);
    PersonalizeQuotas quotas = new PersonalizeQuotas(limits);
    ResourceDeletion deletion = new ResourceDeletion(postgres, resources, jobs, clock);
    this.schemas = new Schemas(postgres, resources, quotas, clock);
    this.groups = new DatasetGroups(postgres, resources, deletion, jobs, quotas, gate, clock);
    this.datasets = new Datasets(postgres, resources, deletion, jobs, clock);
    this.trackers = new EventTrackers(postgres, resources, deletion, clock);
    PersonalizeJobDependencies desk =
        new PersonalizeJobDependencies(postgres, resources, gate, jobs, quotas, clock);
    this.imports = new DatasetImportJobOperations(desk);
    this.exports = new DatasetExportJobOperations(desk);
    this.deletions = new DataDeletionJobOperations(desk);
    this.tags = PersonalizeTags.operations(postgres, resources);
  }

  @Override
  public ServiceProfile profile() {
    return PROFILE;
  }

  @Override
  public Map<String, Function<Call, Future<ServiceResponse>>> operations() {
    Map<String, Function<Call, Future<ServiceResponse>>> all = new HashMap<>(onResources());
    all.putAll(onJobs());
    EmptyListOperations.MEMBERS.forEach(
        (name, member) ->
            all.put("personalize." + name, call -> EmptyListOperations.list(call, member)));
    return Map.copyOf(all);
  }

  private Map<String, Function<Call, Future<ServiceResponse>>> onResources() {
    return Map.ofEntries(
        operation("CreateSchema", schemas::create),
        operation("DescribeSchema", schemas::describe),
        operation("ListSchemas", schemas::list),
        operation("DeleteSchema", schemas::delete),
        operation("CreateDatasetGroup", groups::create),
        operation("DescribeDatasetGroup", groups::describe),
        operation("ListDatasetGroups", groups::list),
        operation("DeleteDatasetGroup", groups::delete),
        operation("CreateDataset", datasets::create),
        operation("DescribeDataset", datasets::describe),
        operation("ListDatasets", datasets::list),
        operation("UpdateDataset", datasets::update),
        operation("DeleteDataset", datasets::delete),
        operation("CreateEventTracker", trackers::create),
        operation("DescribeEventTracker", trackers::describe),
        operation("ListEventTrackers", trackers::list),
        operation("DeleteEventTracker", trackers::delete),
        operation("TagResource", tags::add),
        operation("UntagResource", tags::remove),
        operation("ListTagsForResource", tags::list));
  }

  private Map<String, Function<Call, Future<ServiceResponse>>> onJobs() {
    return Map.ofEntries(
        operation("CreateDatasetImportJob", imports::create),
        operation("DescribeDatasetImportJob", imports::describe),
        operation("ListDatasetImportJobs", imports::list),
        operation("CreateDatasetExportJob", exports::create),
        operation("DescribeDatasetExportJob", exports::describe),
        operation("ListDatasetExportJobs", exports::list),
        operation("CreateDataDeletionJob", deletions::create),
        operation("DescribeDataDeletionJob", deletions::describe),
        operation("ListDataDeletionJobs", deletions::list));
  }

  private static Map.Entry<String, Function<Call, Future<ServiceResponse>>> operation(
      String name, Function<Call, Future<ServiceResponse>> method) {
    return Map.entry("personalize." + name, method);
  }
}
