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

/** Data Exchange's copies, in the middle of which the server is killed by kill -9. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyKillIT {

  private static final String ASSETS = "copy-kill-assets";
  private static final String OUT = "copy-kill-out";
  private static final int SMALL = 40;
  private static final int LARGE_BYTES = 65 << 20; // a piece of its own
  private static final Duration BOUND = Duration.ofSeconds(90);

  private static final List<String> POINTS =
      List.of(
          "after-create-upload",
          "after-copy-part",
          "before-complete-upload",
          "after-complete-upload");

  private final Map<String, byte[]> contents = new TreeMap<>();
  private ReplicaCluster yard;
  private Replica server;
  private DataExchangeAsyncClient client;

  @BeforeAll
  void open() {
    yard = new ReplicaCluster("copy-kill-it");
    yard.objects.createBucket(ASSETS);
    yard.objects.createBucket(OUT);
    byte[] large = new byte[LARGE_BYTES];
    new Random(1).nextBytes(large);
    contents.put("large", large);
    IntStream.range(0, SMALL)
        .mapToObj("small-%02d"::formatted)
        .forEach(name -> contents.put(name, name.repeat(99).getBytes(StandardCharsets.UTF_8)));
    contents.forEach((name, bytes) -> yard.objects.put(yard.bucket, name, bytes));
    serve();
  }

  @AfterAll
  void close() {
    client.close();
    yard.close();
  }

  @Test
  void what_a_killed_server_was_importing_and_exporting_is_whole_and_there_once() {
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
    FaultSettings.say(
        "imports and exports of %d objects, server killed at %s: COMPLETED, every object whole and"
            + " completed once, no upload left open",
        contents.size(), FaultSettings.LONG ? POINTS : "two points");
  }

  /** Starts the job, kills its server at that point, and has another one end it. */
  private void killedAt(String point, Type type, Consumer<RequestDetails.Builder> details) {
    String job = call(client.createJob(r -> r.type(type).details(details))).id();
    yard.trap.set(point, Action.STOP);
    call(client.startJob(r -> r.jobId(job)));
    long pid = server.process().pid();
    yard.until("the server is at " + point, BOUND, () -> yard.trap.prisoner() == pid);
    server.process().kill();
    assertThat(yard.unfinished()).isEqualTo(1);
    client.close();
    serve();
    yard.until("another ends the job", BOUND, () -> state(job) != State.IN_PROGRESS);

    GetJobResponse ended = call(client.getJob(r -> r.jobId(job)));
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.state()).isEqualTo(State.COMPLETED);
    assertThat(yard.objects.openUploads(ASSETS)).isEmpty();
    assertThat(yard.objects.openUploads(OUT)).isEmpty();
  }

  private void assertAssets(String set, String revision) {
    List<AssetEntry> assets =
        call(client.listRevisionAssets(r -> r.dataSetId(set).revisionId(revision).maxResults(200)))
            .assets();
    assertThat(assets)
        .extracting(AssetEntry::name)
        .containsExactlyInAnyOrderElementsOf(contents.keySet());
    List<String> keys =
        yard.objects.keys(ASSETS).stream()
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
    assertThat(yard.objects.keys(OUT).stream().filter(key -> key.startsWith(prefix)))
        .containsExactlyElementsOf(contents.keySet().stream().map(prefix::concat).toList());
    contents.keySet().forEach(name -> assertObject(OUT, prefix + name, name));
  }

  /** Its bytes are right, and it was made visible once. */
  private void assertObject(String bucket, String key, String name) {
    boolean same = Arrays.equals(yard.objects.bytes(bucket, key), contents.get(name));
    assertThat(same).as(key).isTrue();
    assertThat(yard.s3.completed("/" + bucket + "/" + key)).as(key).isEqualTo(1);
  }

  private State state(String job) {
    return call(client.getJob(r -> r.jobId(job))).state();
  }

  private Consumer<RequestDetails.Builder> importing(String set, String revision) {
    List<AssetSourceEntry> sources =
        contents.keySet().stream()
            .map(name -> AssetSourceEntry.builder().bucket(yard.bucket).key(name).build())
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
    server = yard.faulty(Map.of("assets.bucket", ASSETS));
    client =
        Sdk.builder(DataExchangeAsyncClient.builder(), server.http(), "fault", "secret").build();
  }
}
