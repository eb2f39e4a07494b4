package io.longshore.bench;

import io.longshore.config.S3Config;
import io.longshore.fixture.Folders;
import io.longshore.fixture.S3Objects;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/**
 * How long Data Exchange takes to import many small objects, in jobs of a hundred of which ten run
 * at once, and to export them all by one job with a key pattern. The server is the built jar with a
 * heap of 256 MiB.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.AssetsBench
 * -Dbench.rows=10000}.
 */
public final class AssetsBench {

  private static final int PER_JOB = 100;
  private static final int JOBS_AT_ONCE = 10;

  private final DataExchangeAsyncClient client;
  private final S3Objects objects;
  private final String set;
  private final String revision;

  private AssetsBench(ServerProcess server) {
    this.objects = new S3Objects(S3Config.defaults().at(server.http(), "test", "test"));
    this.client =
        DataExchangeAsyncClient.builder()
            .endpointOverride(server.http())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .build();
    this.set =
        client
            .createDataSet(r -> r.assetType(AssetType.S3_SNAPSHOT).name("many").description("Many"))
            .join()
            .id();
    this.revision = client.createRevision(r -> r.dataSetId(set)).join().id();
  }

  public static void main(String[] args) throws Exception {
    int assets = Integer.getInteger("bench.rows", 10_000) / PER_JOB * PER_JOB;
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
        ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable")) {
      AssetsBench bench = new AssetsBench(server);
      bench.fill(assets);
      say("import of %,d objects of a few bytes", assets, () -> bench.importAll(assets));
      say("export of %,d assets by pattern", assets, bench::export);
      bench.check(assets);
      System.out.printf(
          "server's resident memory: at most %s MiB with -Xmx256m%n",
          server.mostResidentMebibytes().map(Object::toString).orElse("?"));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads
  }

  private void fill(int assets) {
    objects.createBucket("many-in");
    objects.createBucket("many-out");
    for (int i = 0; i < assets; i++) {
      objects.put("many-in", name(i), name(i).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void importAll(int assets) {
    List<String> running = new ArrayList<>();
    for (int from = 0; from < assets; from += PER_JOB) {
      if (running.size() == JOBS_AT_ONCE) {
        end(running.remove(0));
      }
      running.add(start(importing(from)));
    }
    running.forEach(this::end);
  }

  private String importing(int from) {
    List<AssetSourceEntry> sources =
        IntStream.range(from, from + PER_JOB)
            .mapToObj(i -> AssetSourceEntry.builder().bucket("many-in").key(name(i)).build())
            .toList();
    return client
        .createJob(
            r ->
                r.type(Type.IMPORT_ASSETS_FROM_S3)
                    .details(
                        d ->
                            d.importAssetsFromS3(
                                i -> i.dataSetId(set).revisionId(revision).assetSources(sources))))
        .join()
        .id();
  }

  private void export() {
    String job =
        client
            .createJob(
                r ->
                    r.type(Type.EXPORT_REVISIONS_TO_S3)
                        .details(
                            d ->
                                d.exportRevisionsToS3(
                                    e ->
                                        e.dataSetId(set)
                                            .revisionDestinations(
                                                to ->
                                                    to.bucket("many-out")
                                                        .revisionId(revision)
                                                        .keyPattern("all/${Asset.Name}")))))
            .join()
            .id();
    end(start(job));
  }

  private String start(String job) {
    client.startJob(r -> r.jobId(job)).join();
    return job;
  }

  private void end(String job) {
    GetJobResponse now = client.getJob(r -> r.jobId(job)).join();
    while (now.state() == State.IN_PROGRESS) {
      new CompletableFuture<Void>().completeOnTimeout(null, 100, TimeUnit.MILLISECONDS).join();
      now = client.getJob(r -> r.jobId(job)).join();
    }
    if (now.state() != State.COMPLETED) {
      throw new IllegalStateException("The job ended " + now.state() + ": " + now.errors());
    }
  }

  private void check(int assets) {
    List<String> keys = objects.keys("many-out");
    boolean same =
        keys.size() == assets
            && IntStream.iterate(0, i -> i < assets, i -> i + 97)
                .allMatch(
                    i ->
                        new String(
                                objects.bytes("many-out", "all/" + name(i)), StandardCharsets.UTF_8)
                            .equals(name(i)));
    System.out.printf("objects exported: %,d, same content: %s%n", keys.size(), same);
  }

  private static String name(int i) {
    return "folder/object-%05d".formatted(i);
  }

  private static void say(String what, int assets, Runnable work) {
    long began = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.println(
        String.format(
            Locale.ROOT,
            what + ": %.1f s, %.1f ms each",
            assets,
            seconds,
            seconds * 1000 / assets));
  }
}
