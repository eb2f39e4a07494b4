package io.longshore.conformance;

import io.longshore.conformance.RawCalls.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The request bodies of all operations, and the operations that take no identifier. */
final class IsolationBodies {

  private IsolationBodies() {}

  /**
   * Members and parameters whose names look like identifiers but do not identify a resource of an
   * account.
   */
  static final Set<String> NO_RESOURCES =
      Set.of(
          "roleArn",
          "RoleArn",
          "kmsKeyArn",
          "KmsKeyArn",
          "DestinationStreamArn",
          "ExternalId",
          "RequestId",
          "requestId",
          "sessionId",
          "SessionId",
          "eventId",
          "lastEventId",
          "itemId",
          "userId",
          "UserId",
          "actionId",
          "recommendationId",
          "collaborationId",
          "catalogId",
          "CatalogId",
          "ApiId",
          "impressionId",
          "Id",
          "LFTagPolicyId",
          "DataShareArn",
          "GrantId",
          "LambdaFunctionName",
          "AppPackageName",
          "metricAttributionArn",
          "analysisTemplateArn",
          "Arn",
          "filterArn",
          "solutionArn",
          "solutionVersionArn",
          "performIncrementalUpdateId");

  /** Operations that are not served, and parameters of their resources. */
  private static final Set<String> UNSERVED_LISTS =
      Set.of(
          "BatchInferenceJobs",
          "BatchSegmentJobs",
          "Campaigns",
          "MetricAttributionMetrics",
          "Recipes",
          "SolutionVersions");

  static final Map<String, String> BODIES = new TreeMap<>();

  static {
    BODIES.put("longshore.RotateKey", "{'KeepSeconds':60}");
    BODIES.put(
        "longshore.ExplainPolicy",
        "{'AccessKeyId':'${accessKey}','Action':'mobiletargeting:GetApp'}");
    BODIES.put("longshore.UploadFilePart", "{'PartNumber':1,'Content':['YQ==']}");
    BODIES.put("pinpoint.UpdateEndpoint", "{'ChannelType':'EMAIL','Address':'b@example.com'}");
    BODIES.put(
        "pinpoint.UpdateEndpointsBatch",
        "{'Item':[{'Id':'${endpoint}','ChannelType':'EMAIL','Address':'b@example.com'}]}");
    BODIES.put(
        "pinpoint.CreateSegment",
        "{'Name':'n','SegmentGroups':{'Include':'ALL','Groups':[{'Type':'ALL','SourceType':'ANY','Dimensions':[],'SourceSegments':[{'Id':'${segment}'}]}]}}");
    BODIES.put("pinpoint.UpdateSegment", "{'Name':'n','Dimensions':{}}");
    BODIES.put(
        "pinpoint.CreateExportJob",
        "{'RoleArn':'${role}','S3UrlPrefix':'s3://${bucket}/out/','SegmentId':'${segment}'}");
    BODIES.put(
        "pinpoint.CreateImportJob",
        "{'RoleArn':'${role}','S3Url':'s3://${bucket}/import.json','Format':'JSON','DefineSegment':true,'SegmentId':'${segment}'}");
    BODIES.put("pinpoint.UpdateApplicationSettings", "{'EventTaggingEnabled':true}");
    BODIES.put("pinpoint.RemoveAttributes", "{'Blacklist':['x']}");
    BODIES.put(
        "pinpoint.PutEvents",
        "{'BatchItem':{'${endpoint}':{'Endpoint':{},'Events':{'e1':{'EventType':'t','Timestamp':'2026-11-22T00:00:00Z'}}}}}");
    BODIES.put("pinpoint.PutEventStream", OwnedResources.STREAM);
    BODIES.put("pinpoint.TagResource", "{'tags':{'a':'b'}}");
    BODIES.put("personalize.DescribeSchema", "{'schemaArn':'${schema}'}");
    BODIES.put("personalize.DeleteSchema", "{'schemaArn':'${schema}'}");
    BODIES.put("personalize.DescribeDatasetGroup", "{'datasetGroupArn':'${group}'}");
    BODIES.put("personalize.DeleteDatasetGroup", "{'datasetGroupArn':'${group}'}");
    BODIES.put(
        "personalize.CreateDataset",
        "{'name':'n','datasetType':'Items','datasetGroupArn':'${group}','schemaArn':'${schema}'}");
    BODIES.put("personalize.DescribeDataset", "{'datasetArn':'${dataset}'}");
    BODIES.put("personalize.UpdateDataset", "{'datasetArn':'${dataset}','schemaArn':'${schema}'}");
    BODIES.put("personalize.DeleteDataset", "{'datasetArn':'${dataset}'}");
    BODIES.put("personalize.ListDatasets", "{'datasetGroupArn':'${group}'}");
    BODIES.put(
        "personalize.CreateDatasetImportJob",
        OwnedResources.IMPORT.replace("'isolation'", "'other'"));
    BODIES.put("personalize.DescribeDatasetImportJob", "{'datasetImportJobArn':'${importArn}'}");
    BODIES.put("personalize.ListDatasetImportJobs", "{'datasetArn':'${dataset}'}");
    BODIES.put(
        "personalize.CreateDatasetExportJob",
        OwnedResources.EXPORT.replace("'isolation'", "'other'"));
    BODIES.put("personalize.DescribeDatasetExportJob", "{'datasetExportJobArn':'${exportArn}'}");
    BODIES.put("personalize.ListDatasetExportJobs", "{'datasetArn':'${dataset}'}");
    BODIES.put(
        "personalize.CreateDataDeletionJob",
        OwnedResources.DELETION.replace("'isolation'", "'other'"));
    BODIES.put("personalize.DescribeDataDeletionJob", "{'dataDeletionJobArn':'${deletionArn}'}");
    BODIES.put("personalize.ListDataDeletionJobs", "{'datasetGroupArn':'${group}'}");
    BODIES.put("personalize.CreateEventTracker", "{'name':'n','datasetGroupArn':'${group}'}");
    BODIES.put("personalize.DescribeEventTracker", "{'eventTrackerArn':'${tracker}'}");
    BODIES.put("personalize.ListEventTrackers", "{'datasetGroupArn':'${group}'}");
    BODIES.put("personalize.DeleteEventTracker", "{'eventTrackerArn':'${tracker}'}");
    BODIES.put(
        "personalize.TagResource",
        "{'resourceArn':'${group}','tags':[{'tagKey':'a','tagValue':'b'}]}");
    BODIES.put("personalize.UntagResource", "{'resourceArn':'${group}','tagKeys':['a']}");
    BODIES.put("personalize.ListTagsForResource", "{'resourceArn':'${group}'}");
    BODIES.put("personalize.ListSchemas", "{}");
    BODIES.put("personalize.ListDatasetGroups", "{}");
    for (String of : List.of("Solutions", "Filters", "Recommenders", "MetricAttributions")) {
      BODIES.put("personalize.List" + of, "{'datasetGroupArn':'${group}'}");
    }
    UNSERVED_LISTS.forEach(of -> BODIES.put("personalize.List" + of, "{}"));
    BODIES.put(
        "personalize.PutEvents",
        "{'trackingId':'${trackingId}','sessionId':'s','userId':'u','eventList':[{'eventType':'t','itemId':'i','sentAt':1700000000}]}");
    BODIES.put("personalize.PutItems", "{'datasetArn':'${dataset}','items':[{'itemId':'i'}]}");
    BODIES.put("personalize.PutUsers", "{'datasetArn':'${dataset}','users':[{'userId':'u'}]}");
    BODIES.put(
        "personalize.PutActions", "{'datasetArn':'${dataset}','actions':[{'actionId':'a'}]}");
    BODIES.put(
        "personalize.PutActionInteractions",
        "{'trackingId':'${trackingId}','actionInteractions':[{'actionId':'a','sessionId':'s','eventType':'Viewed','timestamp':1700000000}]}");
    BODIES.put("dataexchange.TagResource", "{'tags':{'a':'b'}}");
    BODIES.put("dataexchange.CreateDataGrant", OwnedResources.GRANT);
    BODIES.put("dataexchange.UpdateDataSet", "{'Name':'n'}");
    BODIES.put("dataexchange.SendDataSetNotification", "{'Type':'DATA_DELAY'}");
    BODIES.put("dataexchange.CreateRevision", "{'Comment':'c'}");
    BODIES.put("dataexchange.UpdateRevision", "{'Comment':'c'}");
    BODIES.put("dataexchange.UpdateAsset", "{'Name':'n'}");
    BODIES.put("dataexchange.RevokeRevision", "{'RevocationComment':'No longer good'}");
    BODIES.put("dataexchange.CreateEventAction", OwnedResources.ACTION);
    BODIES.put(
        "dataexchange.UpdateEventAction",
        "{'Action':{'ExportRevisionToS3':{'RevisionDestination':{'Bucket':'${bucket}'}}}}");
    BODIES.put("dataexchange.SendApiAsset", "{}");
    BODIES.put(
        "cleanroomsml.StartAudienceExportJob",
        "{'name':'n','audienceGenerationJobArn':'${generation}','audienceSize':{'type':'ABSOLUTE','value':100}}");
    BODIES.put("cleanroomsml.StartAudienceGenerationJob", OwnedResources.GENERATION);
    BODIES.put(
        "cleanroomsml.CreateAudienceModel", "{'name':'n','trainingDatasetArn':'${training}'}");
    BODIES.put(
        "cleanroomsml.CreateConfiguredAudienceModel",
        OwnedResources.CONFIGURED.replace("'isolation'", "'other'"));
    BODIES.put("cleanroomsml.UpdateConfiguredAudienceModel", "{'audienceModelArn':'${model}'}");
    BODIES.put(
        "cleanroomsml.PutConfiguredAudienceModelPolicy",
        "{'configuredAudienceModelPolicy':'{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":{\\\"AWS\\\":\\\"702000000009\\\"},\\\"Action\\\":[\\\"cleanrooms-ml:GetConfiguredAudienceModel\\\"],\\\"Resource\\\":\\\"${configured}\\\"}]}'}");
    BODIES.put("cleanroomsml.TagResource", "{'tags':{'a':'b'}}");
  }

  /**
   * Creating operations: every account may use the same names, which the test sees when it creates
   * them. And test controls, which tests of their own call across accounts: ids of fates are
   * numbers that occur in any response, and the journal of a caller repeats the identifiers of
   * other accounts that the caller sent.
   */
  static final Set<String> WITHOUT_IDENTIFIERS =
      Set.of(
          "pinpoint.CreateApp",
          "personalize.CreateSchema",
          "personalize.CreateDatasetGroup",
          "dataexchange.CreateDataSet",
          "cleanroomsml.CreateTrainingDataset",
          "longshore.CreateSession",
          "longshore.CreateKey",
          "longshore.CreateFileUpload",
          "longshore.AgeAccount",
          "longshore.CreateFate",
          "longshore.DeleteFate",
          "longshore.ReleaseFate",
          "longshore.ListCalls",
          "longshore.CountCalls",
          "longshore.SetFaults",
          "longshore.AddFaults",
          "longshore.RemoveFaults",
          "longshore.ResetAccount",
          "longshore.ResetCalls",
          "longshore.SeedData");

  /** Operations that list all resources of the caller, and operations that are not served. */
  static final Set<String> LISTING_ALL =
      Stream.concat(
              UNSERVED_LISTS.stream().map(of -> "personalize.List" + of),
              Stream.of(
                  "pinpoint.GetApps",
                  "personalize.ListSchemas",
                  "personalize.ListDatasetGroups",
                  "dataexchange.ListDataSets",
                  "dataexchange.ListDataGrants",
                  "dataexchange.ListReceivedDataGrants",
                  "dataexchange.SendApiAsset",
                  "cleanroomsml.ListTrainingDatasets",
                  "cleanroomsml.ListAudienceModels",
                  "cleanroomsml.ListConfiguredAudienceModels",
                  "longshore.ListJobs",
                  "longshore.ListKeys",
                  "longshore.GetOverview",
                  "longshore.GetSettings",
                  "longshore.VerifyAudit",
                  "longshore.ListEventTargets",
                  "longshore.ListFates",
                  "longshore.ListFaults",
                  "longshore.RunMaintenance"))
          .collect(Collectors.toUnmodifiableSet());

  private static final List<String> DRY_RUNS =
      List.of(
          "{'PinpointImport':{'ApplicationId':'${app}','Format':'JSON','RoleArn':'${role}','S3Url':'s3://${bucket}/import.json'}}",
          "{'PinpointImport':{'ApplicationId':'${app}','Format':'JSON','DefineSegment':true,'SegmentId':'${segment}'},'File':{'Name':'a.json','Content':'e30K'}}",
          "{'PersonalizeImport':{'datasetArn':'${dataset}','roleArn':'${role}','dataSource':{'dataLocation':'s3://${bucket}/rows.csv'}}}",
          "{'PersonalizeImport':{'datasetArn':'${dataset}'},'File':{'Name':'a.csv','Content':'YQo='}}");

  static List<String> bodies(Operation operation) {
    if (operation.id().equals("dataexchange.CreateJob")) {
      return DataExchangeJobBodies.all();
    }
    if (operation.id().equals("longshore.DryRunImport")) {
      return DRY_RUNS;
    }
    return BODIES.containsKey(operation.id()) ? List.of(BODIES.get(operation.id())) : List.of();
  }
}
