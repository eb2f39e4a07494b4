package io.longshore.service.personalize;

import static io.longshore.api.ServiceProfile.Protocol.AWS_JSON_1_1;

import io.longshore.api.CommonError;
import io.longshore.api.ServiceProfile;
import io.longshore.api.ServiceProfile.EdgeErrors;
import io.longshore.config.PersonalizeConfig;
import io.longshore.engine.store.JobStore;
import io.longshore.objectstore.ObjectStores;
import io.longshore.objectstore.RolePrecheck;
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
import io.longshore.store.Postgres;
import java.time.InstantSource;

/**
 * Serves Amazon Personalize's operations on schemas, dataset groups, datasets, trackers and jobs.
 */
public final class PersonalizeVerticle extends ServiceVerticle {

  static final String SIGNING_NAME = "personalize";
  private static final int BODY_LIMIT_BYTES = 1024 * 1024;

  /** The service as the edge knows it. */
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

  /**
   * @param stores checks what roles may do
   * @param jobs knows the service's job types
   */
  public PersonalizeVerticle(
      Postgres postgres,
      ObjectStores stores,
      JobStore jobs,
      PersonalizeConfig limits,
      InstantSource clock) {
    super(PROFILE, "personalize");
    RolePrecheck roleCheck = new RolePrecheck(stores, PersonalizeError.INVALID_INPUT);
    PersonalizeResourceStore resources = new PersonalizeResourceStore(postgres);
    PersonalizeQuotas quotas = new PersonalizeQuotas(limits);
    ResourceDeletion deletion = new ResourceDeletion(postgres, resources, jobs, clock);
    PersonalizeJobDependencies dependencies =
        new PersonalizeJobDependencies(postgres, resources, roleCheck, jobs, quotas, clock);
    serveSchemas(new Schemas(postgres, resources, quotas, clock));
    serveGroups(new DatasetGroups(postgres, resources, deletion, jobs, quotas, roleCheck, clock));
    serveDatasets(new Datasets(postgres, resources, deletion, jobs, clock));
    serveTrackers(new EventTrackers(postgres, resources, deletion, clock));
    serveImports(new DatasetImportJobOperations(dependencies));
    serveExports(new DatasetExportJobOperations(dependencies));
    serveDeletions(new DataDeletionJobOperations(dependencies));
    serveTags(PersonalizeTags.operations(postgres, resources));
    EmptyListOperations.MEMBERS.forEach(
        (name, member) -> serve(name, call -> EmptyListOperations.list(call, member)));
  }

  private void serveSchemas(Schemas schemas) {
    serve("CreateSchema", schemas::create);
    serve("DescribeSchema", schemas::describe);
    serve("ListSchemas", schemas::list);
    serve("DeleteSchema", schemas::delete);
  }

  private void serveGroups(DatasetGroups groups) {
    serve("CreateDatasetGroup", groups::create);
    serve("DescribeDatasetGroup", groups::describe);
    serve("ListDatasetGroups", groups::list);
    serve("DeleteDatasetGroup", groups::delete);
  }

  private void serveDatasets(Datasets datasets) {
    serve("CreateDataset", datasets::create);
    serve("DescribeDataset", datasets::describe);
    serve("ListDatasets", datasets::list);
    serve("UpdateDataset", datasets::update);
    serve("DeleteDataset", datasets::delete);
  }

  private void serveTrackers(EventTrackers trackers) {
    serve("CreateEventTracker", trackers::create);
    serve("DescribeEventTracker", trackers::describe);
    serve("ListEventTrackers", trackers::list);
    serve("DeleteEventTracker", trackers::delete);
  }

  private void serveImports(DatasetImportJobOperations imports) {
    serve("CreateDatasetImportJob", imports::create);
    serve("DescribeDatasetImportJob", imports::describe);
    serve("ListDatasetImportJobs", imports::list);
  }

  private void serveExports(DatasetExportJobOperations exports) {
    serve("CreateDatasetExportJob", exports::create);
    serve("DescribeDatasetExportJob", exports::describe);
    serve("ListDatasetExportJobs", exports::list);
  }

  private void serveDeletions(DataDeletionJobOperations deletions) {
    serve("CreateDataDeletionJob", deletions::create);
    serve("DescribeDataDeletionJob", deletions::describe);
    serve("ListDataDeletionJobs", deletions::list);
  }
}
