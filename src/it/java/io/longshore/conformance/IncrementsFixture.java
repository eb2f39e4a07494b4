package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.ExportReader;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.EndpointBatchItem;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** An app whose endpoints change and are exported under a role with {@code since}. */
class IncrementsFixture extends RolesFixture {

  static final String CHANGES = "arn:aws:iam::111122223333:role/changes";

  Installation server;
  S3Objects objects;
  PinpointAsyncClient pinpoint;
  ExportReader reader;
  String app;

  @BeforeEach
  void serve() throws Exception {
    JsonObject roles =
        roles().put(CHANGES, new JsonObject().put("allowed", OPEN).put("export", export()));
    Map<String, String> flags = flags(roles);
    flags.putAll(more());
    server = Installation.start(temp.resolve("data"), flags);
    objects = new S3Objects(Backends.s3());
    pinpoint = client(PinpointAsyncClient.builder(), server);
    reader = new ExportReader(objects, BUCKET);
    app = app(pinpoint);
  }

  /** What the role says of exports. */
  JsonObject export() {
    return new JsonObject().put("since", "lastExport");
  }

  /** Further settings of the server. */
  Map<String, String> more() {
    return Map.of();
  }

  @AfterEach
  void stop() {
    pinpoint.close();
    objects.close();
    server.close();
  }

  String unfinished() {
    return Sql.run(database, "select count(*) from job where finished_at is null").get(0);
  }

  /** Exports and applies what has changed. */
  JsonObject next() {
    return reader.apply("open/inc/", exported());
  }

  String exported() {
    String job = call(export(pinpoint, app, CHANGES, OPEN + "inc/"));
    assertThat(ended(pinpoint, app, job).jobStatus()).isEqualTo(JobStatus.COMPLETED);
    return job;
  }

  Map<String, String> stored() {
    return Sql.run(
            database,
            "select e.line from pinpoint_endpoint e, pinpoint_app a"
                + " where e.container = coalesce(a.endpoints, a.id)")
        .stream()
        .collect(Collectors.toMap(line -> new JsonObject(line).getString("Id"), line -> line));
  }

  void put(int number, String value) {
    EndpointBatchItem item =
        EndpointBatchItem.builder()
            .id("E-" + number)
            .address("a" + number + "@b.example")
            .channelType("EMAIL")
            .attributes(Map.of("k" + number % 2, List.of(value)))
            .user(u -> u.userId("u-" + number / 2))
            .build();
    call(
        pinpoint.updateEndpointsBatch(
            r -> r.applicationId(app).endpointBatchRequest(b -> b.item(item))));
  }

  void imported(int first, int count) {
    imported(first, count, "x");
  }

  /** Imports endpoints with that value of an attribute. */
  void imported(int first, int count, String value) {
    String rows =
        IntStream.range(first, first + count)
            .mapToObj(i -> "EMAIL,E-%d,i%d@b.example,u-%d,%s".formatted(i, i, i / 2, value))
            .collect(
                Collectors.joining(
                    "\n", "ChannelType,Id,Address,User.UserId,Attributes.k0\n", "\n"));
    objects.put(BUCKET, "open/in/rows.csv", rows.getBytes(UTF_8));
    String job =
        call(pinpoint.createImportJob(
                r ->
                    r.applicationId(app)
                        .importJobRequest(
                            i ->
                                i.roleArn(OWN)
                                    .s3Url(OPEN + "in/")
                                    .format("CSV")
                                    .registerEndpoints(true))))
            .importJobResponse()
            .id();
    ImportJobResponse ended =
        until(
                () -> pinpoint.getImportJob(r -> r.applicationId(app).jobId(job)),
                now -> PinpointCalls.FINAL.contains(now.importJobResponse().jobStatusAsString()))
            .importJobResponse();
    assertThat(ended.jobStatus()).as("%s", ended).isEqualTo(JobStatus.COMPLETED);
  }

  void delete(int number) {
    call(pinpoint.deleteEndpoint(r -> r.applicationId(app).endpointId("E-" + number)));
  }
}
