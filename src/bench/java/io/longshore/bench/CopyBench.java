package io.longshore.bench;

import io.longshore.fixture.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dataexchange.model.AssetDestinationEntry;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.RequestDetails;
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

  private final ExchangeRig rig;

  private CopyBench(ExchangeRig rig) {
    this.rig = rig;
  }

  public static void main(String[] args) throws Exception {
    int megabytes = Integer.getInteger("bench.rows", 5000);
    int rounds = Integer.getInteger("bench.rounds", 3);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
        ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable")) {
      ExchangeRig rig = new ExchangeRig(server);
      CopyBench bench = new CopyBench(rig);
      String file = folder.resolve("large").toString();
      bench.fill(file, megabytes);
      bench.measure(rounds);
      rig.shell("$S3 cp --only-show-errors s3://large-out/large - | cmp - " + file);
      System.out.println("byte for byte equal: true");
      rig.sayMemory();
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads
  }

  private void fill(String file, int megabytes) throws Exception {
    List.of("large-in", "large-out", "large-cp").forEach(rig.objects::createBucket);
    rig.fill(file, megabytes);
    rig.shell("$S3 cp --only-show-errors " + file + " s3://large-in/large");
    System.out.printf("one object of %,d MB%n", megabytes);
  }

  private void measure(int rounds) throws Exception {
    List<Double> base = new ArrayList<>();
    List<Double> in = new ArrayList<>();
    List<Double> out = new ArrayList<>();
    String cp = "$S3 cp --only-show-errors s3://large-in/large s3://large-cp/large";
    for (int round = 0; round < rounds; round++) {
      String revision = rig.revision();
      base.add(ExchangeRig.seconds(() -> rig.shell(cp)));
      in.add(ExchangeRig.seconds(() -> rig.run(Type.IMPORT_ASSETS_FROM_S3, importing(revision))));
      String asset = rig.asset(revision);
      out.add(
          ExchangeRig.seconds(() -> rig.run(Type.EXPORT_ASSETS_TO_S3, exporting(revision, asset))));
      rig.client.deleteAsset(r -> r.dataSetId(rig.set).revisionId(revision).assetId(asset)).join();
      rig.objects.empty("longshore-assets"); // they would go a day later
    }
    ExchangeRig.say("aws s3 cp s3://a s3://b", base, base, "cp");
    ExchangeRig.say("import", in, base, "cp");
    ExchangeRig.say("export", out, base, "cp");
  }

  private Consumer<RequestDetails.Builder> importing(String revision) {
    AssetSourceEntry from = AssetSourceEntry.builder().bucket("large-in").key("large").build();
    return d ->
        d.importAssetsFromS3(i -> i.dataSetId(rig.set).revisionId(revision).assetSources(from));
  }

  private Consumer<RequestDetails.Builder> exporting(String revision, String asset) {
    AssetDestinationEntry to =
        AssetDestinationEntry.builder().assetId(asset).bucket("large-out").key("large").build();
    return d ->
        d.exportAssetsToS3(e -> e.dataSetId(rig.set).revisionId(revision).assetDestinations(to));
  }
}
