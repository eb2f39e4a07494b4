package io.longshore.fault;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.Breakpoint.Action;
import io.longshore.fixture.Gzip;
import io.longshore.fixture.Sdk;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.DatasetImportJobSummary;
import software.amazon.awssdk.services.personalize.model.ImportMode;
import software.amazon.awssdk.services.personalize.model.IngestionMode;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;

/** Kills replicas in the middle of imports of rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportKillIT {

  private static final int FILES = 3;
  private static final int ROWS = 400;
  private static final Duration BOUND = Duration.ofSeconds(90);

  /** In their order: the load is recorded, its rows are written, and they are published. */
  private static final List<String> POINTS =
      List.of(
          "after-begin-load",
          "after-read",
          "before-piece-done",
          "committed-piece-done",
          "before-finish",
          "after-finish",
          "committed-finish");

  private static final String SCHEMA =
      """
      {"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema",
       "version":"1.0",
       "fields":[{"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
                 {"name":"TIMESTAMP","type":"long"}]}""";

  private ReplicaCluster cluster;
  private List<Replica> replicas;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("import-kill-it");
    for (int file = 0; file < FILES; file++) {
      put("endpoints/" + file + ".json", file(file, ImportKillIT::endpoint));
      put(
          "interactions/" + file + ".csv",
          "USER_ID,ITEM_ID,TIMESTAMP\n" + file(file, ImportKillIT::interaction));
    }
    replicas = cluster.replicas(FaultSettings.pick(3, 2), true);
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  private void put(String key, String content) {
    cluster.objects.put(cluster.bucket, key, content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void endpoints_of_an_import_whose_worker_is_killed_are_stored_exactly_once() {
    for (String point : points("before-piece-done")) {
      String app = cluster.app(0);
      cluster.breakpoint.set(point, Action.HALT);
      importInto(app);
      afterKill(point);
      try (PinpointAsyncClient client = client(PinpointAsyncClient.builder())) {
        ImportJobResponse ended =
            call(client.getImportJobs(r -> r.applicationId(app)))
                .importJobsResponse()
                .item()
                .get(0);
        assertThat(ended.jobStatusAsString()).as("%s: %s", point, ended).isEqualTo("COMPLETED");
        assertThat(ended.totalProcessed()).as(point).isEqualTo(FILES * ROWS);
        assertThat(ended.totalFailures()).as(point).isZero();
        String folder = "exported/" + app + "/";
        call(
            client.createExportJob(
                r ->
                    r.applicationId(app)
                        .exportJobRequest(
                            e -> e.roleArn(ReplicaCluster.ROLE).s3UrlPrefix(s3(folder)))));
        cluster.untilFinished(BOUND);
        assertThat(lines(folder).map(line -> new JsonObject(line).getString("Id")))
            .as(point)
            .containsExactlyInAnyOrderElementsOf(all(ImportKillIT::id));
      }
    }
    FaultSettings.record(
        "imports of %d endpoints in %d files, replica killed at %s: COMPLETED, every endpoint once",
        FILES * ROWS, FILES, points("before-piece-done"));
  }

  @Test
  void interactions_of_an_import_whose_worker_is_killed_are_stored_exactly_once() {
    String dataset = dataset();
    for (String point : points("before-finish")) {
      cluster.breakpoint.set(point, Action.HALT);
      importInto(dataset, point);
      afterKill(point);
      try (PersonalizeAsyncClient client = client(PersonalizeAsyncClient.builder())) {
        DatasetImportJobSummary ended =
            call(client.listDatasetImportJobs(r -> r.datasetArn(dataset)))
                .datasetImportJobs()
                .stream()
                .filter(job -> job.jobName().equals(point))
                .findFirst()
                .orElseThrow();
        assertThat(ended.status()).as("%s: %s", point, ended).isEqualTo("ACTIVE");
        String folder = "exported/" + point + "/";
        call(
            client.createDatasetExportJob(
                r ->
                    r.datasetArn(dataset)
                        .jobName(point)
                        .ingestionMode(IngestionMode.ALL)
                        .roleArn(ReplicaCluster.ROLE)
                        .jobOutput(o -> o.s3DataDestination(d -> d.path(s3(folder))))));
        cluster.untilFinished(BOUND);
        assertThat(lines(folder).filter(line -> line.startsWith("user-")))
            .as(point)
            .containsExactlyInAnyOrderElementsOf(all(ImportKillIT::interaction));
      }
    }
    FaultSettings.record(
        "imports of %d interactions in %d files, replica killed at %s: ACTIVE, every row once",
        FILES * ROWS, FILES, points("before-finish"));
  }

  private static List<String> points(String inShortRuns) {
    return FaultSettings.LONG ? POINTS : List.of(inShortRuns);
  }

  /** Waits until the replica at the point is dead and another one has ended the job. */
  private void afterKill(String point) {
    cluster.until(
        "a replica is at " + point, BOUND, () -> cluster.breakpoint.stoppedProcess() != 0);
    long dead = cluster.breakpoint.stoppedProcess();
    assertThat(replicas.removeIf(replica -> replica.process().pid() == dead)).isTrue();
    cluster.untilFinished(BOUND);
    if (FaultSettings.LONG) {
      replicas.addAll(cluster.replicas(1, true));
    }
  }

  private void importInto(String app) {
    try (PinpointAsyncClient client = client(PinpointAsyncClient.builder())) {
      send(LoadGenerator.importJob(client, app, s3("endpoints/")));
    }
  }

  private void importInto(String dataset, String name) {
    try (PersonalizeAsyncClient client = client(PersonalizeAsyncClient.builder())) {
      send(
          client.createDatasetImportJob(
              r ->
                  r.datasetArn(dataset)
                      .jobName(name)
                      .roleArn(ReplicaCluster.ROLE)
                      .importMode(ImportMode.FULL)
                      .dataSource(d -> d.dataLocation(s3("interactions/")))));
    }
  }

  /** Waits for the response; the replica may die before it has sent it. */
  private static void send(CompletableFuture<?> call) {
    assertThat(call.handle((done, failure) -> failure).join())
        .satisfiesAnyOf(
            none -> assertThat(none).isNull(),
            died -> assertThat(died).hasCauseInstanceOf(SdkClientException.class));
  }

  private String dataset() {
    try (PersonalizeAsyncClient client = client(PersonalizeAsyncClient.builder())) {
      String schema = call(client.createSchema(r -> r.name("killed").schema(SCHEMA))).schemaArn();
      String group = call(client.createDatasetGroup(r -> r.name("killed"))).datasetGroupArn();
      return call(client.createDataset(
              r ->
                  r.name("killed")
                      .datasetType("Interactions")
                      .datasetGroupArn(group)
                      .schemaArn(schema)))
          .datasetArn();
    }
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return Sdk.builder(builder, replicas.get(0).http(), "fault", "secret").build();
  }

  private String s3(String folder) {
    return "s3://" + cluster.bucket + "/" + folder;
  }

  /** The lines of the files in the folder, which are gzip or plain text. */
  private Stream<String> lines(String folder) {
    return cluster.objects.keys(cluster.bucket).stream()
        .filter(key -> key.startsWith(folder) && key.contains("part-"))
        .flatMap(key -> text(key).lines());
  }

  private String text(String key) {
    byte[] bytes = cluster.objects.bytes(cluster.bucket, key);
    return new String(key.endsWith(".gz") ? Gzip.plain(bytes) : bytes, StandardCharsets.UTF_8);
  }

  private static List<String> all(IntFunction<String> row) {
    return IntStream.range(0, FILES * ROWS).mapToObj(row).toList();
  }

  private static String file(int number, IntFunction<String> row) {
    return IntStream.range(number * ROWS, (number + 1) * ROWS)
        .mapToObj(row)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String id(int row) {
    return "endpoint-" + row;
  }

  private static String endpoint(int row) {
    return new JsonObject()
        .put("Id", id(row))
        .put("ChannelType", "EMAIL")
        .put("Address", row + "@example.com")
        .encode();
  }

  private static String interaction(int row) {
    return "user-%d,item-%d,%d".formatted(row % 7, row, 1_700_000_000 + row);
  }
}
