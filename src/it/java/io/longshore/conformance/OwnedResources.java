package io.longshore.conformance;

import io.longshore.conformance.RawCalls.Reply;
import io.longshore.fixture.Installation;
import io.longshore.fixture.Sql;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * One resource of each type for an account. Names are the same for all accounts, except for
 * buckets.
 */
final class OwnedResources {

  private static final String SCHEMA =
      new JsonObject(
              """
              {"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema",
               "version":"1.0","fields":[{"name":"USER_ID","type":"string"},
               {"name":"ITEM_ID","type":"string"},{"name":"TIMESTAMP","type":"long"}]}""")
          .encode()
          .replace("\"", "\\\"");

  final Map<String, String> of = new TreeMap<>();
  private final RawCalls calls;
  private final String account;

  private OwnedResources(RawCalls calls, String account, String nth) {
    this.calls = calls;
    this.account = account;
    of.put("endpoint", "isolation-e-" + nth);
    of.put("user", "isolation-u-" + nth);
    of.put("accessKey", account);
  }

  /** Buckets belong to the account, and their names are unique across accounts. */
  static String bucket(String account) {
    return "isolation-" + account;
  }

  static OwnedResources made(RawCalls calls, String account, String nth) {
    OwnedResources made = new OwnedResources(calls, account, nth);
    made.cleanRooms();
    made.pinpoint();
    made.personalize();
    made.dataExchange();
    made.audiences();
    made.events();
    made.uploads();
    return made;
  }

  private void uploads() {
    keep(
        "fileUpload",
        "UploadId",
        "longshore.CreateFileUpload",
        "{'RoleArn':'${role}','S3Folder':'s3://${bucket}/in/','Name':'a.csv'}");
  }

  /** A target of events that no replica has, with a dead letter. */
  private void events() {
    String event = UUID.randomUUID().toString();
    of.put("eventTarget", "isolation-t-" + account);
    of.put("deliveredEvent", event);
    Sql.run(
        Installation.shared().database(),
        "INSERT INTO event_target (name, account, seen_at) VALUES ('isolation-t-%1$s', '%1$s', 'epoch')"
            + " ON CONFLICT DO NOTHING".formatted(account),
        """
        INSERT INTO event_delivery (target, event, account, source, detail_type, at, envelope,
                                    expires_at, status, ended_at)
        VALUES ('isolation-t-%1$s', '%2$s', '%1$s', 'longshore', 'Longshore Job State Change', now(),
                '{}', now(), 'DEAD', now())"""
            .formatted(account, event));
  }

  private void pinpoint() {
    keep("app", "Id", "pinpoint.CreateApp", "{'Name':'isolation'}");
    of.put("appArn", "arn:aws:mobiletargeting:us-east-1:" + account + ":apps/" + of.get("app"));
    done(
        "pinpoint.UpdateEndpoint",
        "{'ChannelType':'EMAIL','Address':'a@example.com','User':{'UserId':'${user}'}}");
    done("pinpoint.PutEventStream", STREAM);
    keep("segment", "Id", "pinpoint.CreateSegment", "{'Name':'isolation','Dimensions':{}}");
    keep(
        "exportJob",
        "Id",
        "pinpoint.CreateExportJob",
        "{'RoleArn':'${role}','S3UrlPrefix':'s3://${bucket}/out/','SegmentId':'${segment}'}");
    of.put("engineJob", of.get("exportJob")); // Pinpoint's ids are those of the engine
    keep(
        "importJob",
        "Id",
        "pinpoint.CreateImportJob",
        "{'RoleArn':'${role}','S3Url':'s3://${bucket}/import.json','Format':'JSON','RegisterEndpoints':true}");
  }

  static final String STREAM =
      "{'DestinationStreamArn':'arn:aws:kinesis:us-east-1:111122223333:stream/s','RoleArn':'${role}'}";

  private void personalize() {
    keep(
        "schema",
        "schemaArn",
        "personalize.CreateSchema",
        "{'name':'isolation','schema':'" + SCHEMA + "'}");
    keep("group", "datasetGroupArn", "personalize.CreateDatasetGroup", "{'name':'isolation'}");
    keep(
        "dataset",
        "datasetArn",
        "personalize.CreateDataset",
        "{'name':'isolation','datasetType':'Interactions','datasetGroupArn':'${group}','schemaArn':'${schema}'}");
    JsonObject tracker =
        done("personalize.CreateEventTracker", "{'name':'isolation','datasetGroupArn':'${group}'}");
    of.put("tracker", tracker.getString("eventTrackerArn"));
    of.put("trackingId", tracker.getString("trackingId"));
    keep("importArn", "datasetImportJobArn", "personalize.CreateDatasetImportJob", IMPORT);
    keep("exportArn", "datasetExportJobArn", "personalize.CreateDatasetExportJob", EXPORT);
    keep("deletionArn", "dataDeletionJobArn", "personalize.CreateDataDeletionJob", DELETION);
  }

  static final String IMPORT =
      "{'jobName':'isolation','datasetArn':'${dataset}','roleArn':'${role}','dataSource':{'dataLocation':'s3://${bucket}/rows.csv'}}";
  static final String EXPORT =
      "{'jobName':'isolation','datasetArn':'${dataset}','roleArn':'${role}','jobOutput':{'s3DataDestination':{'path':'s3://${bucket}/out/'}}}";
  static final String DELETION =
      "{'jobName':'isolation','datasetGroupArn':'${group}','roleArn':'${role}','dataSource':{'dataLocation':'s3://${bucket}/no-users.csv'}}";

  private void dataExchange() {
    JsonObject set =
        done(
            "dataexchange.CreateDataSet",
            "{'AssetType':'S3_SNAPSHOT','Description':'d','Name':'isolation'}");
    of.put("set", set.getString("Id"));
    of.put("setArn", set.getString("Arn"));
    keep("revision", "Id", "dataexchange.CreateRevision", "{}");
    keep("job", "Id", "dataexchange.CreateJob", JOB);
    done("dataexchange.StartJob", null);
    until("dataexchange.GetJob", job -> !job.getString("State").equals("IN_PROGRESS"));
    of.put(
        "asset",
        done("dataexchange.ListRevisionAssets", null)
            .getJsonArray("Assets")
            .getJsonObject(0)
            .getString("Id"));
    keep("job", "Id", "dataexchange.CreateJob", JOB); // a job that is not started
    keep("open", "Id", "dataexchange.CreateRevision", "{}");
    DataExchangeJobBodies.SETS.forEach(this::dataSet);
    keep("action", "Id", "dataexchange.CreateEventAction", ACTION);
    done("dataexchange.UpdateRevision", "{'Finalized':true}");
    JsonObject grant = done("dataexchange.CreateDataGrant", GRANT);
    of.put("grant", grant.getString("Id"));
    of.put("grantArn", grant.getString("Arn"));
  }

  private void dataSet(String kind, String assetType) {
    JsonObject set =
        done(
            "dataexchange.CreateDataSet",
            "{'AssetType':'" + assetType + "','Description':'d','Name':'isolation'}");
    of.put(kind + "Set", set.getString("Id"));
    Map<String, String> there = new TreeMap<>(of);
    there.put("set", set.getString("Id"));
    JsonObject revision = done("dataexchange.CreateRevision", "{}", there);
    of.put(kind + "Revision", revision.getString("Id"));
  }

  static final String JOB =
      "{'Type':'IMPORT_ASSETS_FROM_S3','Details':{'ImportAssetsFromS3':{'DataSetId':'${set}','RevisionId':'${revision}','AssetSources':[{'Bucket':'${bucket}','Key':'import.json'}]}}}";
  static final String ACTION =
      "{'Event':{'RevisionPublished':{'DataSetId':'${set}'}},'Action':{'ExportRevisionToS3':{'RevisionDestination':{'Bucket':'${bucket}'}}}}";
  static final String GRANT =
      "{'Name':'isolation','GrantDistributionScope':'NONE','ReceiverPrincipal':'702000000009','SourceDataSetId':'${set}'}";

  /** The model is trained while the other resources are created. */
  private void cleanRooms() {
    keep("training", "trainingDatasetArn", "cleanroomsml.CreateTrainingDataset", TRAINING);
    keep(
        "model",
        "audienceModelArn",
        "cleanroomsml.CreateAudienceModel",
        "{'name':'isolation','trainingDatasetArn':'${training}'}");
  }

  private void audiences() {
    until("cleanroomsml.GetAudienceModel", model -> model.getString("status").equals("ACTIVE"));
    keep(
        "configured",
        "configuredAudienceModelArn",
        "cleanroomsml.CreateConfiguredAudienceModel",
        CONFIGURED);
    keep(
        "generation",
        "audienceGenerationJobArn",
        "cleanroomsml.StartAudienceGenerationJob",
        GENERATION);
  }

  static final String TRAINING =
      "{'name':'isolation','roleArn':'${role}','trainingData':[{'type':'INTERACTIONS','inputConfig':{'schema':["
          + "{'columnName':'user','columnTypes':['USER_ID']},{'columnName':'item','columnTypes':['ITEM_ID']},"
          + "{'columnName':'at','columnTypes':['TIMESTAMP']}],"
          + "'dataSource':{'glueDataSource':{'databaseName':'${bucket}','tableName':'clicks'}}}}]}";
  static final String CONFIGURED =
      "{'name':'isolation','audienceModelArn':'${model}','sharedAudienceMetrics':['ALL'],'minMatchingSeedSize':25,"
          + "'outputConfig':{'roleArn':'${role}','destination':{'s3Destination':{'s3Uri':'s3://${bucket}/out'}}}}";
  static final String GENERATION =
      "{'name':'isolation','configuredAudienceModelArn':'${configured}','seedAudience':{'roleArn':'${role}','dataSource':{'s3Uri':'s3://${bucket}/seed.jsonl'}}}";

  private void keep(String kind, String member, String operation, String body) {
    of.put(kind, done(operation, body).getString(member));
  }

  private JsonObject done(String operation, String body) {
    return done(operation, body, of);
  }

  private JsonObject done(String operation, String body, Map<String, String> values) {
    Reply reply =
        calls.call(
            account,
            operation,
            PathSlots.parameters(calls.operations().get(operation), values),
            PathSlots.filled(body, values, account));
    if (reply.status() / 100 != 2) {
      throw new AssertionError(operation + " answered " + reply);
    }
    return reply.body().isEmpty() ? new JsonObject() : reply.json();
  }

  private void until(String operation, Predicate<JsonObject> wish) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!wish.test(done(operation, null))) {
      if (System.nanoTime() > end) {
        throw new AssertionError(operation + " says " + done(operation, null));
      }
    }
  }
}
