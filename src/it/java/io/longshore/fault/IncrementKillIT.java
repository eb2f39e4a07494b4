package io.longshore.fault;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.Breakpoint.Action;
import io.longshore.fixture.ExportReader;
import io.longshore.fixture.Sdk;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.EndpointBatchItem;

/** Kills replicas in the middle of exports of what has changed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IncrementKillIT {

  private static final int ENDPOINTS = 2_000;
  private static final Duration BOUND = Duration.ofSeconds(120);

  /** In their order: rows or deletions are written, all objects are there, and they are visible. */
  private static final List<String> POINTS =
      List.of(
          "before-create-upload",
          "before-upload-part",
          "after-upload-part",
          "after-seal",
          "before-complete-upload",
          "after-complete-upload",
          "before-finish",
          "committed-finish");

  private static final Map<String, String> FLAGS =
      Map.of(
          "roles",
          "{\"arn:aws:iam::*:role/*\": {\"allowed\": \"s3://*\","
              + " \"export\": {\"since\": \"lastExport\"}}}");

  private ReplicaCluster cluster;
  private List<Replica> replicas;
  private ExportReader reader;
  private String app;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("increment-kill-it");
    reader = new ExportReader(cluster.objects, cluster.bucket);
    app = cluster.app(ENDPOINTS);
    replicas = cluster.replicas(FaultSettings.pick(3, 2), true, FLAGS);
  }

  @AfterAll
  void close() {
    cluster.close();
  }

  @Test
  void increments_whose_workers_are_killed_have_every_change_and_every_deletion() {
    export();
    assertThat(applied()).isEqualTo("FULL");
    assertThat(reader.lines).isEqualTo(stored()).hasSize(ENDPOINTS);
    int round = 0;
    for (String point : points()) {
      change(round++, "before-" + point);
      cluster.breakpoint.set(point, Action.HALT);
      export();
      cluster.until(
          "a replica is at " + point, BOUND, () -> cluster.breakpoint.stoppedProcess() != 0);
      long dead = cluster.breakpoint.stoppedProcess();
      assertThat(replicas.removeIf(replica -> replica.process().pid() == dead)).isTrue();
      change(round++, "after-" + point);
      cluster.untilFinished(BOUND);
      assertThat(applied()).as(point).isEqualTo("CHANGES");
      export();
      cluster.untilFinished(BOUND);
      assertThat(applied()).as(point).isEqualTo("CHANGES");
      assertThat(reader.lines).as(point).isEqualTo(stored());
      if (FaultSettings.LONG) {
        replicas.addAll(cluster.replicas(1, true, FLAGS));
      }
    }
    cluster.verifier.assertNoUploads();
    FaultSettings.record(
        "increments of %d endpoints, replica killed at %s: full export and increments equal the rows",
        ENDPOINTS, points());
  }

  private static List<String> points() {
    return FaultSettings.LONG ? POINTS : List.of("after-upload-part", "before-finish");
  }

  /** Changes endpoints, deletes some, and adds one of those that were deleted before. */
  private void change(int round, String value) {
    try (PinpointAsyncClient client = client()) {
      List<EndpointBatchItem> items =
          IntStream.range(0, 40).mapToObj(n -> item(round * 20 + n, value)).toList();
      call(
          client.updateEndpointsBatch(
              r -> r.applicationId(app).endpointBatchRequest(b -> b.item(items))));
      for (int n = 0; n < 10; n++) {
        String id = id(1_000 + round * 9 + n);
        client
            .deleteEndpoint(r -> r.applicationId(app).endpointId(id))
            .exceptionally(missing -> null)
            .join();
      }
      call(
          client.updateEndpointsBatch(
              r ->
                  r.applicationId(app)
                      .endpointBatchRequest(b -> b.item(item(1_000 + round * 9, "again")))));
    }
  }

  private static EndpointBatchItem item(int number, String value) {
    return EndpointBatchItem.builder()
        .id(id(number))
        .address(number + "@example.com")
        .channelType("EMAIL")
        .attributes(Map.of("k", List.of(value)))
        .build();
  }

  private static String id(int number) {
    return "endpoint-%07d".formatted(number);
  }

  /** Starts an export; the replica may die before it has sent the response. */
  private void export() {
    long before = cluster.count("select count(*) from job");
    try (PinpointAsyncClient client = client()) {
      CompletableFuture<?> started =
          client.createExportJob(
              r ->
                  r.applicationId(app)
                      .exportJobRequest(
                          e ->
                              e.roleArn(ReplicaCluster.ROLE)
                                  .s3UrlPrefix("s3://" + cluster.bucket + "/inc/")));
      assertThat(started.handle((done, failure) -> failure).join())
          .satisfiesAnyOf(
              none -> assertThat(none).isNull(),
              died -> assertThat(died).hasCauseInstanceOf(SdkClientException.class));
    }
    assertThat(cluster.count("select count(*) from job")).isEqualTo(before + 1);
  }

  /** Waits for the newest export and applies it; returns its kind. */
  private String applied() {
    cluster.untilFinished(BOUND);
    String job =
        cluster
            .rows(
                "select replace(id::text, '-', '') as id from job order by created_at desc limit 1")
            .get(0)
            .getString("id");
    return reader.apply("inc/", job).getString("Kind");
  }

  private Map<String, String> stored() {
    return cluster.rows("select line from pinpoint_endpoint where container = $1", app).stream()
        .map(row -> row.getString("line"))
        .collect(Collectors.toMap(line -> new JsonObject(line).getString("Id"), line -> line));
  }

  private PinpointAsyncClient client() {
    return Sdk.builder(PinpointAsyncClient.builder(), replicas.get(0).http(), "fault", "secret")
        .build();
  }
}
