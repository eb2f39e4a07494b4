package io.longshore.conformance;

import static io.longshore.conformance.PinpointWalk.call;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.EndpointResponse;
import software.amazon.awssdk.services.pinpoint.model.ImportJobRequest;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;
import software.amazon.awssdk.services.pinpoint.model.NotFoundException;
import software.amazon.awssdk.services.pinpoint.model.PinpointException;
import software.amazon.awssdk.services.pinpoint.model.SegmentResponse;
import software.amazon.awssdk.services.pinpoint.model.SegmentType;

/** Import jobs, by AWS's own client. */
class PinpointImportSdkIT {

  private static final String ROLE = "arn:aws:iam::111122223333:role/import";
  private static final String BUCKET = "sdk-imports";
  private static final Set<String> FINAL = Set.of("COMPLETED", "FAILED", "CANCELLED");

  private static PinpointServer server;
  private static PinpointAsyncClient client;
  private static PinpointAsyncClient stranger;

  @BeforeAll
  static void start() {
    server = new PinpointServer(256).work();
    client = server.client("111122223333", "test");
    stranger = server.client("444455556666", "test");
    server.objects.createBucket(BUCKET);
  }

  @AfterAll
  static void stop() {
    client.close();
    stranger.close();
    server.close();
  }

  @Test
  void csv_becomes_endpoints_and_bad_rows_are_told_with_their_lines() {
    String app = app();
    put(
        "people.csv",
        "\uFEFFId,ChannelType,Address,Attributes.Likes,Attributes.Likes,Metrics.Age,Location.Country,"
            + "User.UserId,User.UserAttributes.Plan\n"
            + "a,EMAIL,a@example.com,tea,\"co,ff\"\"ee\",41.5,DE,u1,gold\n"
            + "b,PIGEON,b@example.com,,,,,,\n"
            + "c,SMS,+491,,,old,,,\n"
            + "d,SMS\n"
            + "e,,,x,,,,,\n"
            + "f,SMS,+492,jazz,,,FR,,\n");
    ImportJobResponse created = create(app, "people.csv", "CSV", r -> r.registerEndpoints(true));
    assertThat(created.jobStatus()).isEqualTo(JobStatus.CREATED);
    assertThat(created.type()).isEqualTo("IMPORT");
    ImportJobResponse ended = ended(app, created.id());

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(ended.totalProcessed()).isEqualTo(2);
    assertThat(ended.totalFailures()).isEqualTo(4);
    assertThat(ended.failures())
        .containsExactly(
            "s3://sdk-imports/people.csv line 3: ChannelType has no value 'PIGEON'",
            "s3://sdk-imports/people.csv line 4: Metrics.Age must be a number, was 'old'",
            "s3://sdk-imports/people.csv line 5: 2 values where the header has 9 names",
            "s3://sdk-imports/people.csv line 6: Missing Address");
    EndpointResponse endpoint = endpoint(app, "a");
    assertThat(endpoint.attributes()).isEqualTo(Map.of("Likes", List.of("tea", "co,ff\"ee")));
    assertThat(endpoint.metrics()).isEqualTo(Map.of("Age", 41.5));
    assertThat(endpoint.location().country()).isEqualTo("DE");
    assertThat(endpoint.user().userAttributes()).isEqualTo(Map.of("Plan", List.of("gold")));
    assertThat(endpoint.optOut()).isEqualTo("NONE");
    assertThat(endpoint(app, "f").address()).isEqualTo("+492");
    assertThat(PinpointWalk.words(server, ended.id()))
        .startsWith("CREATED", "PREPARING_FOR_INITIALIZATION")
        .endsWith("COMPLETING", "COMPLETED");
    assertThat(call(client.getImportJobs(r -> r.applicationId(app))).importJobsResponse().item())
        .containsExactly(ended);
    assertThat(server.rows("select from pinpoint_import_row")).isEmpty();
  }

  @Test
  void every_rejected_row_stands_in_an_object_beside_its_file() {
    String app = app();
    StringBuilder rows = new StringBuilder("Id,ChannelType,Address\n");
    for (int line = 2; line <= 252; line++) {
      rows.append(line % 2 == 0 ? "good" : "bad").append(line).append(",SMS,");
      rows.append(line % 2 == 0 ? "+49" + line : "").append('\n');
    }
    put("mixed/a.csv", rows.toString());
    put("mixed/b.csv", "Id,ChannelType,Address\nb,SMS,+1\n");
    ImportJobResponse ended =
        ended(app, create(app, "mixed/", "CSV", r -> r.registerEndpoints(true)).id());

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    assertThat(ended.totalFailures()).isEqualTo(125);
    assertThat(ended.failures()).hasSize(100);
    String own = "mixed/_" + ended.id();
    assertThat(keys("mixed/_"))
        .containsExactly(own + "-manifest.json", own + "-rejected-00000.ndjson");
    List<JsonObject> told =
        text(own + "-rejected-00000.ndjson").lines().map(JsonObject::new).toList();
    assertThat(told).hasSize(125).extracting(line -> line.getLong("Line")).contains(3L, 251L);
    assertThat(told.get(124).encode())
        .isEqualTo(
            "{\"File\":\"s3://sdk-imports/mixed/a.csv\",\"Line\":251,"
                + "\"Reason\":\"Missing Address\"}");
    JsonObject manifest = new JsonObject(text(own + "-manifest.json"));
    assertThat(manifest.getInteger("TotalRows")).isEqualTo(125);
    assertThat(manifest.getString("JobId")).isEqualTo(ended.id());
    assertThat(manifest.getJsonArray("Objects").getJsonObject(0).getString("Key"))
        .isEqualTo(own + "-rejected-00000.ndjson");
    put("mixed/c.json", "{\"Id\":\"c\",\"Address\":\"+3\",\"ChannelType\":\"SMS\"}\n");
    ImportJobResponse other =
        ended(app, create(app, "mixed/", "JSON", r -> r.registerEndpoints(true)).id());
    assertThat(other.totalPieces()).isEqualTo(1);
    assertThat(keys("mixed/_")).hasSize(2);
  }

  @Test
  void rows_change_endpoints_that_are_there_as_an_update_would() {
    String app = app();
    call(
        client.updateEndpoint(
            r ->
                r.applicationId(app)
                    .endpointId("There")
                    .endpointRequest(
                        e ->
                            e.address("+1")
                                .channelType("SMS")
                                .optOut("ALL")
                                .attributes(
                                    Map.of(
                                        "Kept", List.of("k"),
                                        "Old", List.of("o"),
                                        "Gone", List.of("g"))))));
    EndpointResponse before = endpoint(app, "there");
    put(
        "changes.json",
        """
        {"Id":"there","Address":"+2","ChannelType":"SMS","Attributes":{"Old":["n"]}}
        {"Id":"THERE","Address":"+3","ChannelType":"SMS","Attributes":{"Old":["last"],"Gone":[]}}
        {"Id":"new","Address":"+4","ChannelType":"SMS"}
        """);
    ImportJobResponse ended =
        ended(app, create(app, "changes.json", "JSON", r -> r.registerEndpoints(true)).id());

    assertThat(ended.failures()).isEmpty();
    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    EndpointResponse after = endpoint(app, "there");
    assertThat(after.address()).isEqualTo("+3");
    assertThat(after.optOut()).isEqualTo("ALL");
    assertThat(after.id()).isEqualTo("There");
    assertThat(after.creationDate()).isEqualTo(before.creationDate());
    assertThat(after.attributes()).isEqualTo(Map.of("Kept", List.of("k"), "Old", List.of("last")));
    put(
        "partial.json",
        "{\"Id\":\"there\",\"OptOut\":\"NONE\"}\n{\"Id\":\"nobody\",\"OptOut\":\"ALL\"}\n");
    ImportJobResponse partial =
        ended(app, create(app, "partial.json", "JSON", r -> r.registerEndpoints(true)).id());
    assertThat(partial.totalProcessed()).isEqualTo(1);
    assertThat(partial.failures())
        .containsExactly("s3://sdk-imports/partial.json line 2: Missing Address");
    assertThat(endpoint(app, "there").optOut()).isEqualTo("NONE");
  }

  @Test
  void what_was_exported_comes_back_with_every_member() {
    String app = app();
    PinpointWalk.fill(client, app, 1500);
    String first = export(app, "first/", null);
    call(client.deleteApp(r -> r.applicationId(app)));
    String other = app();
    ImportJobResponse ended =
        ended(other, create(other, "first/", "JSON", r -> r.registerEndpoints(true)).id());

    assertThat(ended.failures()).isEmpty();
    assertThat(ended.totalProcessed()).isEqualTo(1500);
    String second = export(other, "second/", null);
    assertThat(withoutApp(PinpointWalk.exported(server, BUCKET, "second/" + second)))
        .hasSize(1500)
        .isEqualTo(withoutApp(PinpointWalk.exported(server, BUCKET, "first/" + first)));
  }

  @Test
  void a_segment_is_defined_updated_and_exported_and_its_members_stay() {
    String app = app();
    PinpointWalk.fill(client, app, 50);
    put("ids.csv", "Id\nendpoint-3\nEndpoint-4\nunknown\n");
    ImportJobResponse job =
        ended(
            app,
            create(app, "ids.csv", "CSV", r -> r.defineSegment(true).segmentName("some")).id());
    assertThat(job.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    SegmentResponse segment =
        call(client.getSegments(r -> r.applicationId(app))).segmentsResponse().item().get(0);
    assertThat(segment.segmentType()).isEqualTo(SegmentType.IMPORT);
    assertThat(segment.name()).isEqualTo("some");
    assertThat(segment.importDefinition().size()).isEqualTo(3);
    assertThat(segment.importDefinition().s3Url()).isEqualTo("s3://sdk-imports/ids.csv");
    put("users.json", "{\"User\":{\"UserId\":\"user 5\"}}\n");
    String id = segment.id();
    ImportJobResponse again =
        ended(
            app, create(app, "users.json", "JSON", r -> r.defineSegment(true).segmentId(id)).id());
    assertThat(again.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    SegmentResponse updated =
        call(client.getSegment(r -> r.applicationId(app).segmentId(id))).segmentResponse();

    assertThat(updated.version()).isEqualTo(2);
    assertThat(updated.name()).isEqualTo("some");
    assertThat(PinpointWalk.exported(server, BUCKET, "v2/" + export(app, "v2/", id)).keySet())
        .containsExactly("Endpoint-10", "Endpoint-11");
    call(client.deleteEndpoint(r -> r.applicationId(app).endpointId("endpoint-10")));
    assertThat(PinpointWalk.exported(server, BUCKET, "v2b/" + export(app, "v2b/", id)).keySet())
        .containsExactly("Endpoint-11");
    assertThat(
            call(client.getSegmentImportJobs(r -> r.applicationId(app).segmentId(id)))
                .importJobsResponse()
                .item())
        .containsExactly(again, job);
    call(client.deleteSegment(r -> r.applicationId(app).segmentId(id)));
    PinpointWalk.untilFinished(server);
    assertThat(server.rows("select from pinpoint_member")).isEmpty();
  }

  @Test
  void a_folder_is_read_file_by_file_in_its_format_gzipped_or_not() {
    String app = app();
    put("folder/a.json", "{\"Id\":\"a\",\"Address\":\"1\",\"ChannelType\":\"SMS\"}\n");
    put("folder/deep/b.jsonl", "{\"Id\":\"b\",\"Address\":\"2\",\"ChannelType\":\"SMS\"}");
    server.objects.put(
        BUCKET,
        "folder/c.json.gz",
        gzip("{\"Id\":\"c\",\"Address\":\"3\",\"ChannelType\":\"SMS\"}\n"));
    put("folder/x_1-manifest.json", "{}");
    put("folder/other.csv", "Id\nz\n");
    put("folder/empty.json", "");
    ImportJobResponse ended =
        ended(app, create(app, "folder/", "JSON", r -> r.registerEndpoints(true)).id());

    assertThat(ended.failures()).isEmpty();
    assertThat(ended.totalProcessed()).isEqualTo(3);
    assertThat(ended.totalPieces()).isEqualTo(4);
    assertThat(List.of(endpoint(app, "a"), endpoint(app, "b"), endpoint(app, "c")))
        .extracting(EndpointResponse::address)
        .containsExactly("1", "2", "3");
  }

  @Test
  void what_cannot_begin_is_refused_at_once() {
    String app = app();
    put("broken.json", "{\"Id\":\n");
    put("array.json", "[{\"Id\":\"a\"}]");
    put("columns.csv", "Id,Adress\na,b\n");
    server.objects.put(BUCKET, "utf16.csv", "Id\na\n".getBytes(UTF_16));
    bad(app, "broken.json", "JSON", "broken.json line 1: not a JSON object");
    bad(app, "array.json", "JSON", "line 1: not a JSON object");
    bad(app, "columns.csv", "CSV", "a column 'Adress'");
    bad(app, "utf16.csv", "CSV", "cannot be read");
    bad(app, "nowhere.json", "JSON", "s3://sdk-imports/nowhere.json is no object");
    assertThatThrownBy(
            () ->
                call(
                    client.createImportJob(
                        r ->
                            r.applicationId(app)
                                .importJobRequest(
                                    i ->
                                        i.format("CSV")
                                            .roleArn(ROLE)
                                            .s3Url("s3://no-such-bucket-here/x")))))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("no-such-bucket-here");
    put("good.csv", "Id\na\n");
    assertThatThrownBy(() -> create(app, "good.csv", "CSV", r -> r.roleArn("x")))
        .isInstanceOf(BadRequestException.class);
    assertThatThrownBy(() -> create(app, "good.csv", "CSV", r -> r.segmentId("x")))
        .isInstanceOf(BadRequestException.class);
    assertThatThrownBy(
            () -> create(app, "good.csv", "CSV", r -> r.defineSegment(true).segmentId("x")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> call(stranger.getImportJobs(r -> r.applicationId(app))))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> call(client.getImportJob(r -> r.applicationId(app).jobId("x"))))
        .isInstanceOf(NotFoundException.class);
    assertThat(call(client.getImportJobs(r -> r.applicationId(app))).importJobsResponse().item())
        .isEmpty();
  }

  @Test
  void an_import_that_breaks_in_a_later_file_shows_nothing() {
    String app = app();
    put("later/a.json", "{\"Id\":\"a\",\"Address\":\"1\",\"ChannelType\":\"SMS\"}\n");
    server.objects.put(
        BUCKET, "later/b.json", ("{\"Id\":\"b\"}" + "\u0000".repeat(2 << 20)).getBytes(UTF_8));
    ImportJobResponse ended =
        ended(app, create(app, "later/", "JSON", r -> r.registerEndpoints(true)).id());

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.FAILED);
    assertThat(ended.failures()).isNotEmpty().first().asString().contains("later/b.json");
    assertThatThrownBy(() -> endpoint(app, "a")).isInstanceOf(NotFoundException.class);
    assertThat(server.rows("select from pinpoint_import_row")).isEmpty();
  }

  @Test
  void a_gzip_that_was_cut_ends_failed_with_a_reason_and_shows_nothing() {
    String app = app();
    String row = "{\"Id\":\"%d\",\"Address\":\"%1$d\",\"ChannelType\":\"SMS\"}\n";
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      rows.append(row.formatted(i));
    }
    byte[] whole = gzip(rows.toString());
    server.objects.put(BUCKET, "cut.json.gz", Arrays.copyOf(whole, whole.length - 1000));
    ImportJobResponse ended =
        ended(app, create(app, "cut.json.gz", "JSON", r -> r.registerEndpoints(true)).id());

    assertThat(ended.jobStatus()).isEqualTo(JobStatus.FAILED);
    assertThat(ended.failures().toString()).contains("cut.json.gz cannot be read");
    assertThatThrownBy(() -> endpoint(app, "1")).isInstanceOf(NotFoundException.class);
    assertThat(server.rows("select from pinpoint_import_row")).isEmpty();
  }

  private static void bad(String app, String key, String format, String message) {
    assertThatThrownBy(() -> create(app, key, format, r -> r.registerEndpoints(true)))
        .isInstanceOfSatisfying(
            PinpointException.class,
            failure -> assertThat(failure.statusCode()).as(failure.getMessage()).isEqualTo(400))
        .hasMessageContaining(message);
  }

  private static ImportJobResponse create(
      String app, String key, String format, Consumer<ImportJobRequest.Builder> more) {
    return call(client.createImportJob(
            r ->
                r.applicationId(app)
                    .importJobRequest(
                        i -> {
                          i.format(format).roleArn(ROLE).s3Url("s3://" + BUCKET + "/" + key);
                          more.accept(i);
                        })))
        .importJobResponse();
  }

  private static ImportJobResponse ended(String app, String job) {
    return server.until(
        () ->
            Future.fromCompletionStage(client.getImportJob(r -> r.applicationId(app).jobId(job)))
                .map(answer -> answer.importJobResponse()),
        now -> FINAL.contains(now.jobStatusAsString()));
  }

  private static String export(String app, String prefix, String segment) {
    String job =
        call(client.createExportJob(
                r ->
                    r.applicationId(app)
                        .exportJobRequest(
                            e ->
                                e.roleArn(ROLE)
                                    .s3UrlPrefix("s3://" + BUCKET + "/" + prefix)
                                    .segmentId(segment))))
            .exportJobResponse()
            .id();
    assertThat(PinpointWalk.ended(server, client, app, job).jobStatus())
        .isEqualTo(JobStatus.COMPLETED);
    return job;
  }

  private static Map<String, JsonObject> withoutApp(Map<String, JsonObject> endpoints) {
    Map<String, JsonObject> bare = new TreeMap<>();
    endpoints.forEach(
        (id, endpoint) -> {
          JsonObject copy = endpoint.copy();
          copy.remove("ApplicationId");
          bare.put(id, copy);
        });
    return bare;
  }

  private static EndpointResponse endpoint(String app, String id) {
    return call(client.getEndpoint(r -> r.applicationId(app).endpointId(id))).endpointResponse();
  }

  private static String app() {
    return call(client.createApp(r -> r.createApplicationRequest(a -> a.name("imports"))))
        .applicationResponse()
        .id();
  }

  private static void put(String key, String content) {
    server.objects.put(BUCKET, key, content.getBytes(UTF_8));
  }

  private static List<String> keys(String prefix) {
    return server.objects.keys(BUCKET).stream().filter(key -> key.startsWith(prefix)).toList();
  }

  private static String text(String key) {
    return new String(server.objects.bytes(BUCKET, key), UTF_8);
  }

  private static byte[] gzip(String content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content.getBytes(UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return bytes.toByteArray();
  }
}
