package io.longshore.fault;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fault.Breakpoint.Action;
import io.longshore.fixture.Sdk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.RequestDetails;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/** Kills the server in the middle of Data Exchange's copies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyKillIT {

  private static final String ASSETS = "copy-kill-assets";
  private static final String OUT = "copy-kill-out";
  private static final int SMALL = 40;
  private static final int LARGE_BYTES = 65 << 20; // large enough for a piece of its own
  private static final Duration BOUND = Duration.ofSeconds(90);

  private static final List<String> POINTS =
      List.of(
          "after-create-upload",
          "after-copy-part",
          "before-complete-upload",
          "after-complete-upload");

  private final Map<String, byte[]> contents = new TreeMap<>();
  private ReplicaCluster cluster;
  private Replica server;
  private DataExchangeAsyncClient client;

  @BeforeAll
  void open() {
    cluster = new ReplicaCluster("copy-kill-it");
    cluster.objects.createBucket(ASSETS);
    cluster.objects.createBucket(OUT);
    byte[] large = new byte[LARGE_BYTES];
    new Random(1).nextBytes(large);
    contents.put("large", large);
    IntStream.range(0, SMALL)
        .mapToObj("small-%02d"::formatted)
        .forEach(name -> contents.put(name, name.repeat(99).getBytes(StandardCharsets.UTF_8)));
    contents.forEach((name, bytes) -> cluster.objects.put(cluster.bucket, name, bytes));
    serve();
  }

  @AfterAll
  void close() {
    client.close();
    cluster.close();
  }

  @Test
  void imports_and_exports_of_a_killed_server_complete_exactly_once() {
    String set =
        call(client.createDataSet(
                r -> r.assetType(AssetType.S3_SNAPSHOT).name("killed").description("Killed")))
            .id();
    for (int round = 0; round < FaultSettings.pick(1, POINTS.size()); round++) {
      String importedAt = FaultSettings.LONG ? POINTS.get(round) : "after-copy-part";
      String exportedAt = FaultSettings.LONG ? POINTS.get(round) : "after-complete-upload";
      String revision = call(client.createRevision(r -> r.dataSetId(set))).id();
      killedAt(importedAt, Type.IMPORT_ASSETS_FROM_S3, importing(set, revision));
      assertAssets(set, revision);
      String prefix = "round-" + round + "/";
      killedAt(exportedAt, Type.EXPORT_REVISIONS_TO_S3, exporting(set, revision, prefix));
      assertExported(prefix);
    }
    FaultSettings.record(
        "imports and exports of %d objects, server killed at %s: COMPLETED, every object whole and"
            + " completed once, no upload left open",
        contents.size(), FaultSettings.LONG ? POINTS : "two points");
  }

  /** Starts the job, kills its server at the point, and lets another server finish the job. */
  private void killedAt(String point, Type type, Consumer<RequestDetails.Builder> details) {
    String job = call(client.createJob(r -> r.type(type).details(details))).id();
    cluster.breakpoint.set(point, Action.STOP);
    call(client.startJob(r -> r.jobId(job)));
    long pid = server.process().pid();
    cluster.until(
        "the server is at " + point, BOUND, () -> cluster.breakpoint.stoppedProcess() == pid);
    server.process().kill();
    assertThat(cluster.unfinished()).isEqualTo(1);
    client.close();
    serve();
    cluster.until("another server finishes the job", BOUND, () -> state(job) != State.IN_PROGRESS);

    GetJobResponse ended = call(client.getJob(r -> r.jobId(job)));
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.state()).isEqualTo(State.COMPLETED);
    assertThat(cluster.objects.openUploads(ASSETS)).isEmpty();
    assertThat(cluster.objects.openUploads(OUT)).isEmpty();
  }

  private void assertAssets(String set, String revision) {
    List<AssetEntry> assets =
        call(client.listRevisionAssets(r -> r.dataSetId(set).revisionId(revision).maxResults(200)))
            .assets();
    assertThat(assets)
        .extracting(AssetEntry::name)
        .containsExactlyInAnyOrderElementsOf(contents.keySet());
    List<String> keys =
        cluster.objects.keys(ASSETS).stream()
            .filter(key -> assets.stream().anyMatch(asset -> key.endsWith(asset.id())))
            .toList();
    assertThat(keys).hasSize(contents.size());
    for (AssetEntry asset : assets) {
      String key = keys.stream().filter(one -> one.endsWith(asset.id())).findFirst().orElseThrow();
      assertThat(asset.assetDetails().s3SnapshotAsset().size())
          .isEqualTo(contents.get(asset.name()).length);
      assertObject(ASSETS, key, asset.name());
    }
  }

  private void assertExported(String prefix) {
    assertThat(cluster.objects.keys(OUT).stream().filter(key -> key.startsWith(prefix)))
        .containsExactlyElementsOf(contents.keySet().stream().map(prefix::concat).toList());
    contents.keySet().forEach(name -> assertObject(OUT, prefix + name, name));
  }

  /** The object's bytes are right, and it was completed once. */
  private void assertObject(String bucket, String key, String name) {
    boolean same = Arrays.equals(cluster.objects.bytes(bucket, key), contents.get(name));
    assertThat(same).as(key).isTrue();
    assertThat(cluster.s3.completed("/" + bucket + "/" + key)).as(key).isEqualTo(1);
  }

  private State state(String job) {
    return call(client.getJob(r -> r.jobId(job))).state();
  }

  private Consumer<RequestDetails.Builder> importing(String set, String revision) {
    List<AssetSourceEntry> sources =
        contents.keySet().stream()
            .map(name -> AssetSourceEntry.builder().bucket(cluster.bucket).key(name).build())
            .toList();
    return d ->
        d.importAssetsFromS3(i -> i.dataSetId(set).revisionId(revision).assetSources(sources));
  }

  private static Consumer<RequestDetails.Builder> exporting(
      String set, String revision, String prefix) {
    return d ->
        d.exportRevisionsToS3(
            e ->
                e.dataSetId(set)
                    .revisionDestinations(
                        to ->
                            to.bucket(OUT)
                                .revisionId(revision)
                                .keyPattern(prefix + "${Asset.Name}")));
  }

  private void serve() {
    server = cluster.faulty(Map.of("assets.bucket", ASSETS));
    client =
        Sdk.builder(DataExchangeAsyncClient.builder(), server.http(), "fault", "secret").build();
  }
}
