package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import io.longshore.store.HashBucket;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.AttributeDimension;
import software.amazon.awssdk.services.pinpoint.model.ImportJobRequest;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** All types of jobs of Pinpoint. */
final class PinpointDigests extends JobDigests {

  private static final int ROWS = 20_000;
  private static final int SOME = 300;

  /** What a server sets. */
  private static final List<String> OWN =
      List.of("ApplicationId", "CohortId", "CreationDate", "EffectiveDate", "RequestId");

  private static final String OLD =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision)
      select ?, b, id, '{"Id":"' || id || '","Address":"a"}', 1, 1
        from unnest(?::smallint[], ?::text[]) as r (b, id)""";

  private final Path folder;
  private final Map<String, String> flags;
  private PinpointAsyncClient client;

  /**
   * @param folder and flags for a second server on the same database
   */
  PinpointDigests(
      Installation server,
      S3Objects objects,
      String bucket,
      Path folder,
      Map<String, String> flags) {
    super(server, objects, bucket);
    this.folder = folder;
    this.flags = flags;
  }

  @Override
  void run() throws Exception {
    put("one/all.json", "", ROWS, i -> line(i, "one"));
    put("two/a.json", "", ROWS, i -> line(i, "a"));
    put("two/b.json", "", ROWS, i -> line(i + ROWS / 2, "b"));
    put("bad.json", "", SOME, i -> i % 5 == 1 ? "{\"Id\":" + i : line(i, "bad"));
    put(
        "some.csv",
        "Id,ChannelType,Address,Attributes.Plan,User.UserId",
        ROWS / 2,
        i -> "e-%d,SMS,+4915%08d,csv,user %d".formatted(i * 3, i, i));
    try (PinpointAsyncClient opened =
        Sdk.client(PinpointAsyncClient.builder(), server.uri(), ACCOUNT)) {
      client = opened;
      imports();
      changes();
      removals();
      fill();
    }
  }

  private static String line(int i, String plan) {
    return new JsonObject()
        .put("Id", "E-" + i)
        .put("ChannelType", i % 2 == 0 ? "EMAIL" : "SMS")
        .put("Address", "customer" + i + "@example.com")
        .put("Attributes", new JsonObject().put("Plan", List.of(plan, "q\"\\\n😀 " + i % 97)))
        .put("Metrics", new JsonObject().put("Age", i % 80 + 0.5))
        .put("User", new JsonObject().put("UserId", "user " + i / 2))
        .encode();
  }

  private void imports() {
    String one = app();
    keep("import of one file", imported(one, "one/", "JSON", r -> {}));
    keepExport("export of one file", one, null);
    keep("import of bad rows", imported(one, "bad.json", "JSON", r -> {}));
    keep("refused rows", lines("_", ".ndjson").map(PinpointDigests::withoutNames));
    String two = app();
    keep("import of two files", imported(two, "two/", "JSON", r -> {}));
    keepExport("export of two files", two, null);
    keep(
        "import into a live app",
        imported(two, "some.csv", "CSV", r -> r.defineSegment(true).segmentName("csv")));
    keepExport("export of merged rows", two, null);
    String imported =
        call(client.getSegments(r -> r.applicationId(two))).segmentsResponse().item().get(0).id();
    keepExport("export of an imported segment", two, imported);
    keepExport("export of a segment of conditions", two, segment(two));
  }

  private String segment(String app) {
    AttributeDimension plan =
        AttributeDimension.builder().attributeType("INCLUSIVE").values("b").build();
    return call(client.createSegment(
            r ->
                r.applicationId(app)
                    .writeSegmentRequest(
                        s -> s.name("plan b").dimensions(d -> d.attributes(Map.of("Plan", plan))))))
        .segmentResponse()
        .id();
  }

  private void changes() {
    String app = app();
    imported(app, "one/", "JSON", r -> {});
    for (int i = 0; i < SOME; i++) {
      int number = i * 7;
      call(
          client.updateEndpoint(
              r ->
                  r.applicationId(app)
                      .endpointId("e-" + number)
                      .endpointRequest(
                          e ->
                              e.channelType("EMAIL")
                                  .address("other" + number % 50 + "@example.com")
                                  .attributes(Map.of("Plan", List.of("call")))
                                  .user(u -> u.userId("other " + number % 20)))));
    }
    IntStream.range(0, SOME)
        .mapToObj(i -> client.deleteEndpoint(r -> r.applicationId(app).endpointId("e-" + i * 11)))
        .forEach(Sdk::call);
    keepExport("export after calls", app, null);
    call(
        client.removeAttributes(
            r ->
                r.applicationId(app)
                    .attributeType("endpoint-custom-attributes")
                    .updateAttributesRequest(u -> u.blacklist("Plan"))));
    succeeded("pinpoint.attribute-removal", 1);
    keepExport("export after the removal of an attribute", app, null);
  }

  private void removals() {
    List<String> apps =
        call(client.getApps(r -> r.pageSize("100"))).applicationsResponse().item().stream()
            .map(app -> app.id())
            .toList();
    apps.forEach(app -> call(client.deleteApp(r -> r.applicationId(app))));
    succeeded("pinpoint.removal", apps.size());
    keepCounts(
        "rows after all apps were deleted",
        "pinpoint_endpoint",
        "pinpoint_member",
        "pinpoint_import_row",
        "pinpoint_load");
  }

  /** Rows of an older version, which had no search columns. */
  private void fill() throws Exception {
    String app = app();
    String[] ids = IntStream.range(0, ROWS).mapToObj(i -> "old" + i).toArray(String[]::new);
    Short[] buckets = Stream.of(ids).map(HashBucket::of).toArray(Short[]::new);
    try (Connection connection = Sql.connect(server.database());
        PreparedStatement insert = connection.prepareStatement(OLD)) {
      insert.setString(1, app);
      insert.setArray(2, connection.createArrayOf("smallint", buckets));
      insert.setArray(3, connection.createArrayOf("text", ids));
      insert.executeUpdate();
    }
    Sql.run(server.database(), "insert into pinpoint_fill values ('" + app + "')");
    Installation.start(folder, flags).close();
    succeeded("pinpoint.fill", 1);
    keep(
        "rows that were filled",
        Sql.run(
            server.database(),
            "select concat_ws(' ', bucket, id, line, user_id, address_key, terms)"
                + " from pinpoint_endpoint where container = '%s'".formatted(app))
            .stream());
  }

  private String app() {
    return call(client.createApp(r -> r.createApplicationRequest(a -> a.name("digests"))))
        .applicationResponse()
        .id();
  }

  /** Imports, and returns the numbers of rows. */
  private String imported(
      String app, String key, String format, Consumer<ImportJobRequest.Builder> more) {
    String job =
        call(client.createImportJob(
                r ->
                    r.applicationId(app)
                        .importJobRequest(
                            i -> {
                              i.format(format).roleArn(ROLE).s3Url(place(key));
                              more.accept(i.registerEndpoints(true));
                            })))
            .importJobResponse()
            .id();
    ImportJobResponse ended =
        until(
                () -> client.getImportJob(r -> r.applicationId(app).jobId(job)),
                now -> PinpointCalls.FINAL.contains(now.importJobResponse().jobStatusAsString()))
            .importJobResponse();
    assertThat(ended.jobStatus()).as(ended.toString()).isEqualTo(JobStatus.COMPLETED);
    return "%s of %s, %s failures %s"
        .formatted(
            ended.completedPieces(),
            ended.totalPieces(),
            ended.totalFailures(),
            ended.failures().stream().map(this::withoutBucket).toList());
  }

  private String withoutBucket(String text) {
    return text.replace(bucket, "");
  }

  private static String withoutNames(String line) {
    JsonObject row = new JsonObject(line);
    return row.getValue("Line") + " " + row.getValue("Reason");
  }

  private void keepExport(String name, String app, String segment) {
    String prefix = "out/" + name.replace(' ', '-') + "/";
    String job =
        call(client.createExportJob(
                r ->
                    r.applicationId(app)
                        .exportJobRequest(
                            e -> e.roleArn(ROLE).segmentId(segment).s3UrlPrefix(place(prefix)))))
            .exportJobResponse()
            .id();
    assertThat(RolesFixture.ended(client, app, job).jobStatus()).isEqualTo(JobStatus.COMPLETED);
    keep(name, lines(prefix, ".gz").map(PinpointDigests::withoutOwn));
  }

  private static String withoutOwn(String line) {
    JsonObject endpoint = new JsonObject(line);
    OWN.forEach(endpoint::remove);
    return endpoint.encode();
  }
}
