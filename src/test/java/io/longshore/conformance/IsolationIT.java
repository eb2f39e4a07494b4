package io.longshore.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.conformance.RawCalls.Operation;
import io.longshore.conformance.RawCalls.Reply;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dataexchange.model.Type;

/**
 * Every operation of every contract, with the identifiers of what another account has: it answers
 * as if there were none, tells nothing and changes nothing.
 */
@Timeout(180)
class IsolationIT {

  /** Nobody's, also when the class is run again. */
  private static String account() {
    return "70%010d".formatted(ThreadLocalRandom.current().nextLong(10_000_000_000L));
  }

  private static final Pattern SLOT = Pattern.compile("\\$\\{(\\w+)}");
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  /** Members and parameters that are named so and name nothing that an account has. */
  private static final Set<String> NO_RESOURCES =
      Set.of(
          "roleArn",
          "RoleArn",
          "kmsKeyArn",
          "KmsKeyArn",
          "DestinationStreamArn",
          "ExternalId",
          "RequestId",
          "sessionId",
          "SessionId",
          "eventId",
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
          "solutionVersionArn",
          "performIncrementalUpdateId");

  private static final Map<String, String> BODIES = new TreeMap<>();

  static {
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
        "{'RoleArn':'${role}','S3UrlPrefix':'s3://isolation-it/out/','SegmentId':'${segment}'}");
    BODIES.put(
        "pinpoint.CreateImportJob",
        "{'RoleArn':'${role}','S3Url':'s3://isolation-it/import.json','Format':'JSON','DefineSegment':true,'SegmentId':'${segment}'}");
    BODIES.put("pinpoint.UpdateApplicationSettings", "{'EventTaggingEnabled':true}");
    BODIES.put("pinpoint.RemoveAttributes", "{'Blacklist':['x']}");
    BODIES.put(
        "pinpoint.PutEvents",
        "{'BatchItem':{'${endpoint}':{'Endpoint':{},'Events':{'e1':{'EventType':'t','Timestamp':'2026-11-22T00:00:00Z'}}}}}");
    BODIES.put("pinpoint.PutEventStream", Belongings.STREAM);
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
        "personalize.CreateDatasetImportJob", Belongings.IMPORT.replace("'isolation'", "'other'"));
    BODIES.put("personalize.DescribeDatasetImportJob", "{'datasetImportJobArn':'${importArn}'}");
    BODIES.put("personalize.ListDatasetImportJobs", "{'datasetArn':'${dataset}'}");
    BODIES.put(
        "personalize.CreateDatasetExportJob", Belongings.EXPORT.replace("'isolation'", "'other'"));
    BODIES.put("personalize.DescribeDatasetExportJob", "{'datasetExportJobArn':'${exportArn}'}");
    BODIES.put("personalize.ListDatasetExportJobs", "{'datasetArn':'${dataset}'}");
    BODIES.put(
        "personalize.CreateDataDeletionJob", Belongings.DELETION.replace("'isolation'", "'other'"));
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
    BODIES.put("dataexchange.CreateDataGrant", Belongings.GRANT);
    BODIES.put("dataexchange.UpdateDataSet", "{'Name':'n'}");
    BODIES.put("dataexchange.SendDataSetNotification", "{'Type':'DATA_DELAY'}");
    BODIES.put("dataexchange.CreateRevision", "{'Comment':'c'}");
    BODIES.put("dataexchange.UpdateRevision", "{'Comment':'c'}");
    BODIES.put("dataexchange.UpdateAsset", "{'Name':'n'}");
    BODIES.put("dataexchange.RevokeRevision", "{'RevocationComment':'No longer good'}");
    BODIES.put("dataexchange.CreateEventAction", Belongings.ACTION);
    BODIES.put(
        "dataexchange.UpdateEventAction",
        "{'Action':{'ExportRevisionToS3':{'RevisionDestination':{'Bucket':'isolation-it'}}}}");
    BODIES.put("dataexchange.SendApiAsset", "{}");
    BODIES.put(
        "cleanroomsml.StartAudienceExportJob",
        "{'name':'n','audienceGenerationJobArn':'${generation}','audienceSize':{'type':'ABSOLUTE','value':100}}");
    BODIES.put("cleanroomsml.StartAudienceGenerationJob", Belongings.GENERATION);
    BODIES.put(
        "cleanroomsml.CreateAudienceModel", "{'name':'n','trainingDatasetArn':'${training}'}");
    BODIES.put(
        "cleanroomsml.CreateConfiguredAudienceModel",
        Belongings.CONFIGURED.replace("'isolation'", "'other'"));
    BODIES.put("cleanroomsml.UpdateConfiguredAudienceModel", "{'audienceModelArn':'${model}'}");
    BODIES.put(
        "cleanroomsml.PutConfiguredAudienceModelPolicy",
        "{'configuredAudienceModelPolicy':'{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":{\\\"AWS\\\":\\\"702000000009\\\"},\\\"Action\\\":[\\\"cleanrooms-ml:GetConfiguredAudienceModel\\\"],\\\"Resource\\\":\\\"${configured}\\\"}]}'}");
    BODIES.put("cleanroomsml.TagResource", "{'tags':{'a':'b'}}");
  }

  /** They name nothing; that all accounts may use the same names is seen when they are made. */
  private static final Set<String> OF_NOTHING =
      Set.of(
          "pinpoint.CreateApp",
          "personalize.CreateSchema",
          "personalize.CreateDatasetGroup",
          "dataexchange.CreateDataSet",
          "cleanroomsml.CreateTrainingDataset");

  /** They list what the caller has, all of it; and one that is not served. */
  private static final Set<String> OF_ALL =
      Set.of(
          "pinpoint.GetApps",
          "personalize.ListSchemas",
          "personalize.ListDatasetGroups",
          "dataexchange.ListDataSets",
          "dataexchange.ListDataGrants",
          "dataexchange.ListReceivedDataGrants",
          "dataexchange.SendApiAsset",
          "cleanroomsml.ListTrainingDatasets",
          "cleanroomsml.ListAudienceModels",
          "cleanroomsml.ListConfiguredAudienceModels");

  private static RawCalls calls;
  private static String owner;
  private static String stranger;
  private static Map<String, String> owners;
  private static Map<String, String> own;
  private static final Map<String, String> NEVER = new HashMap<>();

  @BeforeAll
  static void make() throws Exception {
    try (S3Objects objects = new S3Objects(Installation.shared().s3())) {
      objects.createBucket(Belongings.BUCKET);
      objects.put(
          Belongings.BUCKET,
          "import.json",
          bytes("{\"ChannelType\":\"EMAIL\",\"Address\":\"a@example.com\",\"Id\":\"imported\"}\n"));
      objects.put(
          Belongings.BUCKET, "rows.csv", bytes("USER_ID,ITEM_ID,TIMESTAMP\nu,i,1700000000\n"));
      objects.put(Belongings.BUCKET, "clicks/all.csv", TwoTastes.csv(0, 200));
      objects.put(Belongings.BUCKET, "seed.jsonl", TwoTastes.lines(TwoTastes.seed(50)));
    }
    calls = new RawCalls();
    owner = account();
    stranger = account();
    owners = Belongings.made(calls, owner, "first").of;
    own = Belongings.made(calls, stranger, "second").of;
    owners.forEach((kind, value) -> NEVER.put(kind, never(value)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void what_another_account_has_is_not_there() throws Exception {
    try (AccountRows rows = new AccountRows(Installation.shared().database(), owner)) {
      Map<String, String> before = rows.digest();
      List<String> leaks = new ArrayList<>();
      int walked = 0;
      for (Operation operation : calls.operations().values()) {
        if (!OF_NOTHING.contains(operation.id())) {
          walked += walk(operation, leaks);
        }
      }
      assertThat(leaks).isEmpty();
      assertThat(walked).isGreaterThan(150);
      assertThat(rows.digest()).isEqualTo(before);
    }
    assertThat(get("pinpoint.GetApp").status()).isEqualTo(200);
    assertThat(get("dataexchange.GetAsset").status()).isEqualTo(200);
    assertThat(get("cleanroomsml.GetAudienceGenerationJob").status()).isEqualTo(200);
    assertThat(get("personalize.DescribeDataset").status()).isEqualTo(200);
  }

  private static Reply get(String operation) {
    Operation asked = calls.operations().get(operation);
    return call(owner, asked, BODIES.get(operation), owners);
  }

  @Test
  void every_operation_and_every_identifier_is_in_the_walk() throws Exception {
    Set<String> missing = new TreeSet<>();
    calls.operations().values().forEach(operation -> missing.addAll(missing(operation)));
    assertThat(missing).isEmpty();
    assertThat(calls.operations()).hasSizeGreaterThanOrEqualTo(130);
    try (Stream<Path> contracts = Files.list(Path.of("openapi"))) {
      assertThat(contracts.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              RawCalls.CONTRACTS.keySet().stream().map(name -> name + ".yaml").toList());
    }
    assertThat(ExchangeJobs.bodies().keySet())
        .isEqualTo(
            Type.knownValues().stream()
                .map(Type::toString)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void an_operation_that_is_new_in_a_contract_is_missed() {
    assertThat(missing(added(Set.of("vaultId"), Set.of(), Set.of())))
        .containsExactly("dataexchange.New has vaultId in its path");
    assertThat(missing(added(Set.of(), Set.of("vaultArn"), Set.of())))
        .containsExactly("dataexchange.New has vaultArn in its query");
    assertThat(missing(added(Set.of("dataSetId"), Set.of(), Set.of("Name", "VaultId"))))
        .containsExactly("dataexchange.New has no body", "dataexchange.New names VaultId");
    assertThat(missing(added(Set.of(), Set.of(), Set.of())))
        .containsExactly("dataexchange.New names nothing, and is not known to");
  }

  private static Operation added(Set<String> path, Set<String> query, Set<String> members) {
    return new Operation("dataexchange.New", "dataexchange", "GET", "/v1/n", path, query, members);
  }

  /** What of an operation the walk would pass by. */
  private static Set<String> missing(Operation operation) {
    Set<String> missing = new TreeSet<>();
    Set<String> named = new TreeSet<>(operation.members());
    named.removeIf(name -> !name.matches(".*(Id|Arn|Ids|Arns)") || NO_RESOURCES.contains(name));
    List<String> bodies = bodies(operation);
    if (!operation.members().isEmpty()
        && bodies.isEmpty()
        && !OF_NOTHING.contains(operation.id())) {
      missing.add(operation.id() + " has no body");
    }
    named.removeIf(name -> bodies.stream().anyMatch(body -> body.contains("'" + name + "':'${")));
    named.forEach(name -> missing.add(operation.id() + " names " + name));
    operation.pathNames().stream()
        .filter(name -> !FIXED.containsKey(name) && kind(operation, name) == null)
        .forEach(name -> missing.add(operation.id() + " has " + name + " in its path"));
    operation.queryNames().stream()
        .filter(name -> name.matches(".*(Id|Arn|Filter)") && !NO_RESOURCES.contains(name))
        .filter(name -> kind(operation, name) == null)
        .forEach(name -> missing.add(operation.id() + " has " + name + " in its query"));
    boolean known = OF_NOTHING.contains(operation.id()) || OF_ALL.contains(operation.id());
    if (missing.isEmpty() && !known && cases(operation).allMatch(slots -> slots.isEmpty())) {
      missing.add(operation.id() + " names nothing, and is not known to");
    }
    return missing;
  }

  private static Stream<Set<String>> cases(Operation operation) {
    List<String> bodies = bodies(operation);
    return bodies.isEmpty()
        ? Stream.of(slots(operation, ""))
        : bodies.stream().map(body -> slots(operation, body));
  }

  @Test
  void a_job_of_each_type_is_its_owners_only() {
    List<String> leaks = new ArrayList<>();
    Operation get = calls.operations().get("dataexchange.GetJob");
    ExchangeJobs.bodies()
        .forEach(
            (type, body) -> {
              Operation create = calls.operations().get("dataexchange.CreateJob");
              Reply made = call(owner, create, body, owners);
              assertThat(made.status()).as("%s: %s", type, made).isEqualTo(201);
              Map<String, String> theirs = Map.of("job", made.json().getString("Id"));
              Map<String, String> nobodys = Map.of("job", never(theirs.get("job")));
              for (String each : List.of("GetJob", "StartJob", "CancelJob")) {
                Operation operation = calls.operations().get("dataexchange." + each);
                Reply told = call(stranger, operation, null, theirs);
                if (told.status() != 404
                    || !neutral(told).equals(neutral(call(stranger, operation, null, nobodys)))) {
                  leaks.add(each + " of " + type + ": " + told);
                }
              }
              assertThat(call(owner, get, null, theirs).json().getString("State"))
                  .isEqualTo("WAITING");
            });
    assertThat(leaks).isEmpty();
  }

  private static List<String> bodies(Operation operation) {
    if (operation.id().equals("dataexchange.CreateJob")) {
      return ExchangeJobs.all();
    }
    return BODIES.containsKey(operation.id()) ? List.of(BODIES.get(operation.id())) : List.of();
  }

  private static int walk(Operation operation, List<String> leaks) {
    List<String> bodies = bodies(operation);
    if (bodies.isEmpty()) {
      return walk(operation, null, leaks);
    }
    return bodies.stream().mapToInt(body -> walk(operation, body, leaks)).sum();
  }

  /** All that an operation names is another's; then one by one, beside what is the caller's own. */
  private static int walk(Operation operation, String body, List<String> leaks) {
    List<Set<String>> cases = new ArrayList<>();
    Set<String> slots = slots(operation, body == null ? "" : body);
    cases.add(slots);
    if (slots.size() > 1) {
      slots.forEach(slot -> cases.add(Set.of(slot)));
    }
    for (Set<String> foreign : cases) {
      Reply theirs = call(stranger, operation, body, mixed(foreign, owners));
      Reply nobodys = call(stranger, operation, body, mixed(foreign, NEVER));
      String what = operation.id() + " with " + foreign;
      if (!neutral(theirs).equals(neutral(nobodys))) {
        leaks.add(what + ": " + theirs + " is not " + nobodys);
      }
      if (theirs.status() >= 500 && theirs.status() != 501) {
        leaks.add(what + ": " + theirs);
      }
      owners.forEach(
          (kind, value) -> {
            if (!foreign.contains(kind)
                && !partOf(foreign, value)
                && theirs.body().contains(value)) {
              leaks.add(what + " tells of " + kind + ": " + theirs);
            }
          });
      if (operation.id().equals("dataexchange.CreateJob") && theirs.status() != 404) {
        leaks.add(what + " in " + body + ": " + theirs);
      }
    }
    return cases.size();
  }

  /** What the caller sent it may be told again. */
  private static boolean partOf(Set<String> sent, String value) {
    return sent.stream().anyMatch(slot -> owners.get(slot).contains(value));
  }

  private static Map<String, String> mixed(Set<String> foreign, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(own);
    foreign.forEach(slot -> all.put(slot, values.get(slot)));
    return all;
  }

  private static Reply call(
      String account, Operation operation, String body, Map<String, String> values) {
    String filled = filled(body, values, account);
    return calls.call(account, operation.id(), parameters(operation, values), filled);
  }

  private static Set<String> slots(Operation operation, String body) {
    Set<String> slots = new LinkedHashSet<>();
    Set<String> names = new TreeSet<>(operation.pathNames());
    names.addAll(operation.queryNames());
    for (String name : names) {
      if (kind(operation, name) != null) {
        slots.add(kind(operation, name));
      }
    }
    SLOT.matcher(body)
        .results()
        .map(found -> found.group(1))
        .filter(k -> !k.equals("role"))
        .forEach(slots::add);
    return slots;
  }

  private static final Map<String, String> FIXED =
      Map.of("attributeType", "endpoint-custom-attributes", "version", "1", "tagKeys", "a");

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("pinpoint.applicationId", "app"),
          Map.entry("pinpoint.segmentId", "segment"),
          Map.entry("pinpoint.endpointId", "endpoint"),
          Map.entry("pinpoint.userId", "user"),
          Map.entry("pinpoint.resourceArn", "appArn"),
          Map.entry("dataexchange.dataSetId", "set"),
          Map.entry("dataexchange.dataSetIdFilter", "set"),
          Map.entry("dataexchange.eventSourceId", "set"),
          Map.entry("dataexchange.revisionId", "revision"),
          Map.entry("dataexchange.revisionIdFilter", "revision"),
          Map.entry("dataexchange.assetId", "asset"),
          Map.entry("dataexchange.jobId", "job"),
          Map.entry("dataexchange.eventActionId", "action"),
          Map.entry("dataexchange.dataGrantId", "grant"),
          Map.entry("dataexchange.dataGrantArn", "grantArn"),
          Map.entry("dataexchange.resourceArn", "setArn"),
          Map.entry("cleanroomsml.resourceArn", "training"),
          Map.entry("cleanroomsml.trainingDatasetArn", "training"),
          Map.entry("cleanroomsml.audienceModelArn", "model"),
          Map.entry("cleanroomsml.configuredAudienceModelArn", "configured"),
          Map.entry("cleanroomsml.configuredAudienceModelArnFilter", "configured"),
          Map.entry("cleanroomsml.audienceGenerationJobArn", "generation"),
          Map.entry("cleanroomsml.audienceGenerationJobArnFilter", "generation"));

  private static String kind(Operation operation, String name) {
    if (operation.id().startsWith("pinpoint.") && name.equals("jobId")) {
      return operation.path().contains("/import/") ? "importJob" : "exportJob";
    }
    String service = operation.id().substring(0, operation.id().indexOf('.'));
    return KINDS.get(service + "." + name);
  }

  static Map<String, String> parameters(Operation operation, Map<String, String> values) {
    Map<String, String> parameters = new HashMap<>(FIXED);
    Set<String> names = new TreeSet<>(operation.pathNames());
    names.addAll(operation.queryNames());
    for (String name : names) {
      String kind = kind(operation, name);
      if (kind != null && values.containsKey(kind)) {
        parameters.put(name, values.get(kind));
      }
    }
    return parameters;
  }

  /** The template as JSON. */
  static String filled(String template, Map<String, String> values, String account) {
    if (template == null) {
      return null;
    }
    Map<String, String> all = new HashMap<>(values);
    all.put("role", "arn:aws:iam::" + account + ":role/isolation");
    return SLOT.matcher(template.replace('\'', '"'))
        .replaceAll(slot -> Matcher.quoteReplacement(all.get(slot.group(1))));
  }

  /** An identifier of the same form, of the same account, that was never given out. */
  private static String never(String value) {
    String other =
        ID.matcher(value)
            .replaceAll(
                id ->
                    Pattern.compile("[0-9a-f]")
                        .matcher(id.group())
                        .replaceAll(
                            digit -> Integer.toHexString(ThreadLocalRandom.current().nextInt(16))));
    return other.replace("isolation", "neverwas1");
  }

  /** Without what differs between any two answers, and without the identifiers. */
  private static String neutral(Reply reply) {
    String body = ID.matcher(reply.body()).replaceAll("<id>").replace("neverwas1", "isolation");
    return reply.status()
        + " "
        + reply.error()
        + " "
        + body.replaceAll("20\\d\\d-[0-9T:.-]+Z", "<at>");
  }
}
