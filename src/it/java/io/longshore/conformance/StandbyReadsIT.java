package io.longshore.conformance;

import static io.longshore.conformance.RolesFixture.ended;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Waiting.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.ExportReader;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.PrometheusSeries;
import io.longshore.fixture.ReplicatedPostgres;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.services.cleanroomsml.CleanRoomsMlAsyncClient;
import software.amazon.awssdk.services.cleanroomsml.model.AudienceExportJobSummary;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.ImportMode;
import software.amazon.awssdk.services.personalizeevents.PersonalizeEventsAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.EndpointBatchItem;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/**
 * Exports of all services on a server that reads from a standby which applies every commit late:
 * all rows of all exports come from the standby, and they are what was there at the creation.
 */
@Timeout(240)
class StandbyReadsIT {

  private static final String BUCKET = "standby-reads-it";
  private static final String PLACE = "s3://" + BUCKET + "/";
  private static final String ACCOUNT = "000000000000";
  private static final String OWN = "arn:aws:iam::000000000000:role/export";
  private static final String CHANGES = "arn:aws:iam::000000000000:role/changes";
  private static final String HEADER = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n";

  private static final String ROLES =
      """
      {"%s": {"allowed": "s3://*", "export": {"since": "lastExport"}},
       "arn:aws:iam::*:role/*": {"allowed": "s3://*"}}"""
          .formatted(CHANGES);

  /** Hardly two rows of a hash bucket share a page. */
  private static final String SCATTERED =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision)
      select '%s', (crc32c(convert_to('e' || n, 'UTF8')) & 255)::smallint, 'e' || n,
             '{"Id":"e' || n || '","Attributes":{"a":["' || repeat('x', 200) || '"]}}', 1, 1
        from generate_series(1, %d) n""";

  @TempDir static Path folder;

  private static Vertx vertx;
  private static ReplicatedPostgres postgres;
  private static Installation server;
  private static S3Objects objects;

  private double before;

  @BeforeAll
  static void replicate() throws IOException {
    vertx = Vertx.vertx();
    postgres = new ReplicatedPostgres(folder);
    postgres.replicate(Map.of("recovery_min_apply_delay", "500ms", "hot_standby_feedback", "on"));
    server = postgres.installation("server", true, Map.of("roles", ROLES));
    objects = new S3Objects(Backends.s3());
    objects.createBucket(BUCKET);
  }

  @AfterAll
  static void end() {
    objects.close();
    server.close();
    postgres.close();
    await(vertx.close());
  }

  private static PrometheusSeries metrics() {
    return PrometheusSeries.until(vertx, server.management(), "any", all -> true);
  }

  private static double rows(String node) {
    return metrics().value("longshore_read_rows_total", "node", node);
  }

  @BeforeEach
  void count() {
    before = rows(postgres.replicaName());
  }

  @AfterEach
  void nothing_was_read_from_the_primary() {
    assertThat(rows("primary")).isZero();
    assertThat(metrics().sum("longshore_read_fallbacks_total")).isZero();
  }

  private void assertRead(int rows) {
    assertThat(rows(postgres.replicaName()) - before).isEqualTo(rows);
  }

  private static <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return Sdk.client(builder, server.uri(), ReplicatedPostgres.KEY);
  }

  @Test
  void incremental_exports_of_endpoints_have_what_was_written_and_deleted_before_each() {
    ExportReader reader = new ExportReader(objects, BUCKET);
    try (PinpointAsyncClient pinpoint = client(PinpointAsyncClient.builder())) {
      String app = RolesFixture.app(pinpoint);
      IntStream.range(0, 20).forEach(number -> put(pinpoint, app, number, "old"));
      reader.apply("inc/", exported(pinpoint, app, CHANGES, "inc/"));
      put(pinpoint, app, 3, "new");
      put(pinpoint, app, 20, "new");
      call(pinpoint.deleteEndpoint(r -> r.applicationId(app).endpointId("E-7")));

      JsonObject increment = reader.apply("inc/", exported(pinpoint, app, CHANGES, "inc/"));

      assertThat(increment.getString("Kind")).isEqualTo("CHANGES");
      assertThat(reader.lines).hasSize(20).doesNotContainKey("E-7");
      assertThat(reader.lines.values()).containsExactlyInAnyOrderElementsOf(lines(app, "id"));
      assertRead(20 + 3);
    }
  }

  @Test
  void an_export_of_scattered_endpoints_reads_by_page() {
    int endpoints = 60_000;
    try (PinpointAsyncClient pinpoint = client(PinpointAsyncClient.builder())) {
      String app = RolesFixture.app(pinpoint);
      Sql.run(postgres.database, SCATTERED.formatted(app, endpoints), "analyze pinpoint_endpoint");

      String job = exported(pinpoint, app, OWN, "scattered/");

      List<String> byPage = lines(app, "ctid");
      List<List<String>> files =
          objects.keys(BUCKET).stream()
              .filter(key -> key.startsWith("scattered/" + job))
              .map(key -> new String(Gzip.plain(objects.bytes(BUCKET, key)), UTF_8))
              .map(text -> text.lines().toList())
              .toList();
      for (List<String> file : files) {
        Set<String> some = Set.copyOf(file);
        assertThat(file).isEqualTo(byPage.stream().filter(some::contains).toList());
      }
      assertThat(files.stream().mapToInt(List::size).sum()).isEqualTo(endpoints);
      assertRead(endpoints);
    }
  }

  @Test
  void exports_of_packed_and_of_put_records_have_all_that_came_before() {
    try (PersonalizeAsyncClient personalize = client(PersonalizeAsyncClient.builder());
        PersonalizeEventsAsyncClient events = client(PersonalizeEventsAsyncClient.builder())) {
      String dataset = MaskedDataset.create(personalize);
      String group =
          call(personalize.describeDataset(r -> r.datasetArn(dataset))).dataset().datasetGroupArn();
      String tracker =
          call(personalize.createEventTracker(r -> r.name("site").datasetGroupArn(group)))
              .trackingId();
      String imported = "ann,i1,1,view\nbob,i2,2,view\ncid,i3,3,view\n";
      objects.put(BUCKET, "records.csv", (HEADER + imported).getBytes(UTF_8));
      MaskedDataset.imported(
          personalize, dataset, "all", ImportMode.FULL, OWN, PLACE + "records.csv");
      Set<String> packed = imported.lines().collect(Collectors.toCollection(TreeSet::new));

      assertThat(exported(personalize, dataset, "packed", OWN)).isEqualTo(packed);
      assertThat(exported(personalize, dataset, "base", CHANGES)).isEqualTo(packed);
      assertRead(3 + 3);

      put(events, tracker);
      String event = "dan,i4,1700000000,click";
      Set<String> mixed = new TreeSet<>(packed);
      mixed.add(event);
      assertThat(exported(personalize, dataset, "mixed", OWN)).isEqualTo(mixed);
      assertThat(exported(personalize, dataset, "new", CHANGES)).containsExactly(event);
      assertRead(3 + 3 + 4 + 1);
    }
  }

  @Test
  void an_export_of_an_audience_has_the_best_of_its_users() {
    objects.put(BUCKET, "clicks/all.csv", TwoTasteData.csv(0, TwoTasteData.USERS));
    objects.put(BUCKET, "seed.jsonl", TwoTasteData.lines(TwoTasteData.seed(100)));
    try (CleanRoomsMlAsyncClient client = client(CleanRoomsMlAsyncClient.builder())) {
      AudienceCalls owner = new AudienceCalls(client, ACCOUNT, BUCKET);
      String model = owner.model("tastes", owner.trainingDataset("clicks", "clicks"));
      owner.trained(model);
      String audience = owner.generate("best", owner.configured("sizes", model), "seed.jsonl");
      owner.generated(audience);

      AudienceExportJobSummary job = owner.exported("hundred", audience, 100);

      String place = job.outputLocation().replace(PLACE, "");
      String part =
          objects.keys(BUCKET).stream()
              .filter(key -> key.startsWith(place) && key.endsWith(".gz"))
              .findFirst()
              .orElseThrow();
      String ranked = "select lines from cleanroomsml_audience where block = 0";
      assertThat(new String(Gzip.plain(objects.bytes(BUCKET, part)), UTF_8).lines().toList())
          .isEqualTo(Sql.run(postgres.database, ranked).get(0).lines().limit(100).toList());
      assertRead(100);
    }
  }

  /** The lines of an app on the primary. */
  private static List<String> lines(String app, String order) {
    return Sql.run(
        postgres.database,
        "select line from pinpoint_endpoint where container = '%s' order by %s"
            .formatted(app, order));
  }

  private static String exported(
      PinpointAsyncClient pinpoint, String app, String role, String prefix) {
    String job = call(RolesFixture.export(pinpoint, app, role, PLACE + prefix));
    assertThat(ended(pinpoint, app, job).jobStatus()).isEqualTo(JobStatus.COMPLETED);
    return job;
  }

  private static void put(PinpointAsyncClient pinpoint, String app, int number, String value) {
    EndpointBatchItem item =
        EndpointBatchItem.builder()
            .id("E-" + number)
            .address("a" + number + "@b.example")
            .channelType("EMAIL")
            .attributes(Map.of("k", List.of(value)))
            .build();
    call(
        pinpoint.updateEndpointsBatch(
            r -> r.applicationId(app).endpointBatchRequest(b -> b.item(item))));
  }

  /** The rows of an export, which must not have one twice. */
  private static Set<String> exported(
      PersonalizeAsyncClient personalize, String dataset, String name, String role) {
    MaskedDataset.exported(personalize, dataset, name, role, PLACE + "records/");
    List<String> rows =
        objects.keys(BUCKET).stream()
            .filter(key -> key.startsWith("records/" + name + "/") && key.endsWith(".csv"))
            .flatMap(key -> new String(objects.bytes(BUCKET, key), UTF_8).lines().skip(1))
            .toList();
    assertThat(rows).doesNotHaveDuplicates();
    return new TreeSet<>(rows);
  }

  private static void put(PersonalizeEventsAsyncClient events, String tracker) {
    call(
        events.putEvents(
            r ->
                r.trackingId(tracker)
                    .userId("dan")
                    .sessionId("s-dan")
                    .eventList(
                        e ->
                            e.eventType("click")
                                .itemId("i4")
                                .sentAt(Instant.ofEpochSecond(1_700_000_000)))));
  }
}
