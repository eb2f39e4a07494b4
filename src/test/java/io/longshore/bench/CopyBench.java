package io.longshore.bench;

import io.longshore.config.S3Config;
import io.longshore.fixture.Folders;
import io.longshore.fixture.S3Objects;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetDestinationEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.RequestDetails;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.dataexchange.model.Type;

/**
 * How long Data Exchange takes to import and to export one large object, which S3 copies by itself,
 * against {@code aws s3 cp s3://a s3://b} of the same object in the same S3, in alternating rounds;
 * whether the bytes are equal, and how much memory the server takes, whose heap is 256 MiB.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.CopyBench
 * -Dbench.rows=5000 -Dbench.rounds=3}: rows are megabytes here. Needs aws, openssl and cmp, and
 * disk for seven times the object.
 */
public final class CopyBench {

  private final DataExchangeAsyncClient client;
  private final S3Objects objects;
  private final URI server;
  private final String set;

  private CopyBench(ServerProcess server) {
    this.server = server.http();
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
            .createDataSet(r -> r.assetType(AssetType.S3_SNAPSHOT).name("one").description("One"))
            .join()
            .id();
  }

  public static void main(String[] args) throws Exception {
    int megabytes = Integer.getInteger("bench.rows", 5000);
    int rounds = Integer.getInteger("bench.rounds", 3);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
        ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable")) {
      CopyBench bench = new CopyBench(server);
      bench.fill(folder.resolve("large"), megabytes);
      bench.measure(rounds);
      bench.compare(folder.resolve("large"));
      System.out.printf(
          "server's resident memory: at most %s MiB with -Xmx256m; needed: at most 512%n",
          server.mostResidentMebibytes().map(Object::toString).orElse("?"));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads
  }

  private void fill(Path file, int megabytes) throws Exception {
    for (String bucket : List.of("large-in", "large-out", "large-cp")) {
      objects.createBucket(bucket);
    }
    shell(
        "openssl enc -aes-128-ctr -nosalt -K 00 -iv 00 -in /dev/zero 2>/dev/null"
            + " | head -c %d000000 > %s || true".formatted(megabytes, file));
    shell(aws("cp --only-show-errors " + file + " s3://large-in/large"));
    System.out.printf("one object of %,d MB%n", megabytes);
  }

  private void measure(int rounds) throws Exception {
    List<Double> base = new ArrayList<>();
    List<Double> in = new ArrayList<>();
    List<Double> out = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      String revision = client.createRevision(r -> r.dataSetId(set)).join().id();
      base.add(
          seconds(
              () -> shell(aws("cp --only-show-errors s3://large-in/large s3://large-cp/large"))));
      in.add(seconds(() -> run(Type.IMPORT_ASSETS_FROM_S3, importing(revision))));
      String asset =
          client
              .listRevisionAssets(r -> r.dataSetId(set).revisionId(revision))
              .join()
              .assets()
              .get(0)
              .id();
      out.add(seconds(() -> run(Type.EXPORT_ASSETS_TO_S3, exporting(revision, asset))));
      client
          .deleteAsset(r -> r.dataSetId(set).revisionId(revision).assetId(asset))
          .join(); // its bytes go later
    }
    say("aws s3 cp s3://a s3://b", base, base);
    say("import", in, base);
    say("export", out, base);
  }

  private Consumer<RequestDetails.Builder> importing(String revision) {
    AssetSourceEntry from = AssetSourceEntry.builder().bucket("large-in").key("large").build();
    return d -> d.importAssetsFromS3(i -> i.dataSetId(set).revisionId(revision).assetSources(from));
  }

  private Consumer<RequestDetails.Builder> exporting(String revision, String asset) {
    AssetDestinationEntry to =
        AssetDestinationEntry.builder().assetId(asset).bucket("large-out").key("large").build();
    return d ->
        d.exportAssetsToS3(e -> e.dataSetId(set).revisionId(revision).assetDestinations(to));
  }

  private void run(Type type, Consumer<RequestDetails.Builder> details) {
    String job = client.createJob(r -> r.type(type).details(details)).join().id();
    client.startJob(r -> r.jobId(job)).join();
    GetJobResponse now = client.getJob(r -> r.jobId(job)).join();
    while (now.state() == State.IN_PROGRESS) {
      new CompletableFuture<Void>().completeOnTimeout(null, 50, TimeUnit.MILLISECONDS).join();
      now = client.getJob(r -> r.jobId(job)).join();
    }
    if (now.state() != State.COMPLETED) {
      throw new IllegalStateException("The job ended " + now.state() + ": " + now.errors());
    }
  }

  private void compare(Path file) throws Exception {
    shell(aws("cp --only-show-errors s3://large-out/large -") + " | cmp - " + file);
    System.out.println("byte for byte equal: true");
  }

  private String aws(String command) {
    return "aws --endpoint-url " + server + " s3 " + command;
  }

  private static void shell(String line) throws Exception {
    Commands.pipeline(
        line,
        Map.of(
            "AWS_ACCESS_KEY_ID", "test",
            "AWS_SECRET_ACCESS_KEY", "test",
            "AWS_DEFAULT_REGION", "us-east-1"));
  }

  private interface Step {
    void run() throws Exception;
  }

  private static double seconds(Step step) throws Exception {
    long began = System.nanoTime();
    step.run();
    return (System.nanoTime() - began) / 1e9;
  }

  private static void say(String what, List<Double> rounds, List<Double> base) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-24s %s s, %.2f of cp's time",
            what,
            Spread.of(rounds),
            Spread.of(rounds).median() / Spread.of(base).median()));
  }
}
