package io.longshore.operator;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.operator.DryRunRequests.content;
import static io.longshore.operator.DryRunRequests.members;
import static io.longshore.operator.DryRunRequests.request;
import static io.longshore.operator.DryRunRequests.tables;
import static io.longshore.operator.DryRunRequests.training;
import static io.longshore.operator.OperatorCalls.fileKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.longshore.identity.key.AccessKey;
import io.longshore.operator.OperatorCalls.Reply;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/** Dry runs of imports through the edge. No test changes a row of any table. */
@Timeout(180)
class DryRunIT {

  private static final String ACCOUNT = "111122223333";
  private static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/import";
  private static final String BUCKET = "trial-" + ACCOUNT;
  private static final AccessKey OWNER = fileKey(ACCOUNT);
  private static final AccessKey OTHER_ACCOUNT = fileKey("444455556666");
  private static final String CSV =
      """
      Id,channeltype,Address,Attributes.Likes,Colour,User.UserId
      e1,EMAIL,a@example.com,tea,red,u1
      known,EMAIL,b@example.com,coffee,blue,u2
      e3,PIGEON,c@example.com,tea,red,u3
      e4,,d@example.com,tea,red,u4
      """;
  private static final String SCHEMA =
      "{\"type\":\"record\",\"name\":\"Items\",\"namespace\":\"x\",\"version\":\"1.0\",\"fields\":["
          + "{\"name\":\"ITEM_ID\",\"type\":\"string\"},{\"name\":\"PRICE\",\"type\":[\"null\",\"float\"]}]}";

  @TempDir static Path folder;
  private static Installation server;
  private static OperatorCalls calls;
  private static S3Objects objects;
  private static PinpointAsyncClient pinpoint;
  private static PersonalizeAsyncClient personalize;
  private static String app;
  private static String dataset;
  private List<String> before;

  @BeforeAll
  static void start() throws Exception {
    server =
        OperatorServer.start(
            folder,
            Map.of("roles", "{\"" + ROLE + "\":{\"allowed\":\"s3://" + BUCKET + "/\"}}"),
            OWNER,
            OTHER_ACCOUNT);
    calls = new OperatorCalls(server.uri());
    AwsBasicCredentials credentials = AwsBasicCredentials.create(OWNER.id(), OWNER.secret());
    pinpoint = Sdk.builder(PinpointAsyncClient.builder(), server.uri(), credentials).build();
    personalize = Sdk.builder(PersonalizeAsyncClient.builder(), server.uri(), credentials).build();
    objects = new S3Objects(server.s3(ACCOUNT));
    objects.createBucket(BUCKET);
    objects.put(
        BUCKET, "in/endpoints.csv.gz", Gzip.packed(CSV.replace("Colour", "").getBytes(UTF_8)));
    objects.put(
        BUCKET, "items/a.csv", "item_id,PRICE,EXTRA\ni1,1.5,x\ni2,much,y\n".getBytes(UTF_8));
    objects.put(BUCKET, "items/b.csv", "ITEM_ID\ni3\n".getBytes(UTF_8));
    objects.put(
        BUCKET,
        "clicks/a.json",
        "{\"u\":\"x\",\"i\":1,\"at\":1700000000}\n{\"u\":\"\"}\n".getBytes(UTF_8));
    app =
        call(pinpoint.createApp(r -> r.createApplicationRequest(a -> a.name("trial"))))
            .applicationResponse()
            .id();
    call(
        pinpoint.updateEndpoint(
            r ->
                r.applicationId(app)
                    .endpointId("known")
                    .endpointRequest(e -> e.channelType("EMAIL").address("secret@example.com"))));
    dataset = dataset();
  }

  private static String dataset() {
    String group = call(personalize.createDatasetGroup(r -> r.name("trial"))).datasetGroupArn();
    String schema = call(personalize.createSchema(r -> r.name("items").schema(SCHEMA))).schemaArn();
    return call(personalize.createDataset(
            r -> r.name("items").datasetType("Items").datasetGroupArn(group).schemaArn(schema)))
        .datasetArn();
  }

  @AfterAll
  static void stop() {
    if (pinpoint != null) {
      pinpoint.close();
      personalize.close();
      objects.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void remember() {
    before = tables(server.database());
  }

  @AfterEach
  void nothing_is_stored() {
    assertThat(tables(server.database())).isEqualTo(before);
  }

  @Test
  void endpoints_are_counted_mapped_and_refused_as_by_the_import() {
    Reply tried =
        run(endpoints("CSV").put("RoleArn", ROLE).put("S3Url", "s3://" + BUCKET + "/in/"));

    JsonObject body = tried.body();
    assertThat(body.getLong("Accepted")).isEqualTo(2);
    assertThat(body.getLong("Rejected")).isEqualTo(2);
    assertThat(body.getBoolean("Complete")).isTrue();
    assertThat(body.containsKey("Failure")).isFalse();
    assertThat(members(body)).containsEntry("channeltype", "ChannelType").containsEntry("", null);
    assertThat(body.getJsonArray("RejectedRows").encode())
        .contains("\"Line\":4,\"Reason\":\"ChannelType has no value 'PIGEON'\"")
        .contains("\"Line\":5,\"Reason\":\"Missing ChannelType\"");
    JsonObject created = body.getJsonArray("Samples").getJsonObject(0);
    assertThat(created.getString("Action")).isEqualTo("CREATE");
    assertThat(new JsonObject(created.getString("Stored")).getString("Id")).isEqualTo("e1");
  }

  @Test
  void a_sample_of_an_existing_endpoint_reveals_nothing_of_it() {
    JsonObject body = run(endpoints("CSV"), content("a.csv", CSV, false)).body();

    JsonObject known = body.getJsonArray("Samples").getJsonObject(1);
    assertThat(known.getString("Action")).isEqualTo("UPDATE");
    assertThat(known.getString("Stored")).contains("b@example.com").doesNotContain("secret@");
    assertThat(body.getString("Failure")).contains("a.csv has a column 'Colour'");
  }

  @Test
  void rows_of_a_truncated_file_end_with_the_last_whole_one() {
    String json =
        "{\"Id\":\"a\",\"ChannelType\":\"EMAIL\",\"Address\":\"a@example.com\"}\n{\"Id\":";
    JsonObject body = run(endpoints("JSON"), content("a.json", json, true)).body();

    assertThat(body.getLong("Accepted")).isEqualTo(1);
    assertThat(body.getLong("Rejected")).isZero();
    assertThat(body.getString("StoppedBy")).isEqualTo("CONTENT");
    assertThat(members(body)).containsEntry("Address", "Address");
  }

  @Test
  void a_csv_file_of_a_header_alone_shows_its_columns() {
    JsonObject given = content("a.csv", "Id,Colour,Address\n", false);
    JsonObject pinpoint = run(endpoints("CSV"), given).body();
    assertThat(members(pinpoint)).containsEntry("Address", "Address").containsEntry("Colour", null);
    assertThat(pinpoint.getLong("Accepted")).isZero();

    JsonObject items = new JsonObject().put("datasetArn", dataset);
    JsonObject body = new JsonObject().put("PersonalizeImport", items);
    body.put("File", content("a.csv", "item_id,Colour", false));
    assertThat(members(calls.post(OWNER, "/imports/dry-run", body).body()))
        .containsEntry("item_id", "ITEM_ID")
        .containsEntry("Colour", null);

    JsonObject table = new JsonObject().put("TrainingDataset", training(ROLE, BUCKET));
    table.put("File", content("a.csv", "u,Colour\n", false));
    assertThat(members(calls.post(OWNER, "/imports/dry-run", table).body()))
        .containsEntry("u", "USER_ID")
        .containsEntry("Colour", null);
  }

  @Test
  void a_limit_of_rows_holds_exactly() {
    String rows =
        IntStream.range(0, 3000)
            .mapToObj(
                i ->
                    "{\"Id\":\"e%d\",\"ChannelType\":\"SMS\",\"Address\":\"+1%d\"}".formatted(i, i))
            .collect(Collectors.joining("\n"));
    JsonObject request =
        request(endpoints("JSON"), content("a.json", rows, false)).put("MaxRows", 777);
    JsonObject body = calls.post(OWNER, "/imports/dry-run", request).body();

    assertThat(body.getLong("Accepted")).isEqualTo(777);
    assertThat(body.getString("StoppedBy")).isEqualTo("ROWS");
    assertThat(body.getJsonArray("Samples")).hasSize(10);
  }

  @Test
  void records_fail_for_the_reasons_of_the_import() {
    JsonObject items =
        new JsonObject()
            .put("datasetArn", dataset)
            .put("roleArn", ROLE)
            .put("dataSource", new JsonObject().put("dataLocation", "s3://" + BUCKET + "/items/"));
    JsonObject body =
        calls
            .post(OWNER, "/imports/dry-run", new JsonObject().put("PersonalizeImport", items))
            .body();

    assertThat(body.getInteger("FileCount")).isEqualTo(2);
    assertThat(members(body)).containsEntry("item_id", "ITEM_ID").containsEntry("EXTRA", null);
    assertThat(body.getJsonArray("Samples").getJsonObject(0).getString("Stored"))
        .isEqualTo("i1,1.5");
    assertThat(body.getString("Failure")).contains("line 3: PRICE must be of the type float");
    assertThat(body.getJsonArray("Files").getJsonObject(1).getString("Failure"))
        .contains("Input CSV is missing the following columns:[PRICE]");
  }

  @Test
  void training_data_is_read_by_the_roles_of_its_columns() {
    JsonObject body =
        calls
            .post(
                OWNER,
                "/imports/dry-run",
                new JsonObject().put("TrainingDataset", training(ROLE, BUCKET)))
            .body();

    assertThat(body.getLong("Accepted")).isEqualTo(1);
    assertThat(members(body)).containsEntry("at", "TIMESTAMP").containsEntry("u", "USER_ID");
    assertThat(body.getJsonArray("Samples").getJsonObject(0).getString("Stored"))
        .isEqualTo("{\"user\":\"x\",\"item\":\"1\"}");
    assertThat(body.getString("Failure")).contains("1 rows are no interactions").contains("line 2");
  }

  @Test
  void who_may_not_import_may_not_try() {
    JsonObject place = endpoints("CSV").put("S3Url", "s3://" + BUCKET + "/in/");
    assertThat(
            calls
                .post(
                    OTHER_ACCOUNT,
                    "/imports/dry-run",
                    request(endpoints("CSV"), content("a.csv", CSV, false)))
                .error())
        .contains("ResourceNotFoundException");
    assertThat(run(place.copy().put("RoleArn", "arn:aws:iam::444455556666:role/r")).error())
        .contains("ValidationException");
    assertThat(
            run(place.copy().put("RoleArn", ROLE).put("S3Url", "s3://other/in/")).text("Message"))
        .contains(ROLE);
    assertThat(run(place).text("Message")).contains("PinpointImport must have RoleArn");
    assertThat(calls.post(OWNER, "/imports/dry-run", new JsonObject()).text("Message"))
        .contains("one of the members PinpointImport, PersonalizeImport, TrainingDataset");
    JsonObject none =
        run(place.copy().put("RoleArn", ROLE).put("S3Url", "s3://" + BUCKET + "/none/")).body();
    assertThat(none.getString("Failure"))
        .as(none.encode())
        .contains("is no object, and nothing that begins so");
  }

  private static JsonObject endpoints(String format) {
    return new JsonObject().put("ApplicationId", app).put("Format", format);
  }

  private static Reply run(JsonObject endpoints) {
    return calls.post(OWNER, "/imports/dry-run", new JsonObject().put("PinpointImport", endpoints));
  }

  private static Reply run(JsonObject endpoints, JsonObject file) {
    return calls.post(OWNER, "/imports/dry-run", request(endpoints, file));
  }
}
