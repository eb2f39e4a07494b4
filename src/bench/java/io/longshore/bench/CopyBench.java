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
 * Measures how long Data Exchange takes to import and to export one large object, which S3 copies
 * itself, compared with {@code aws s3 cp s3://a s3://b} of the same object in the same S3, in
 * alternating rounds. Checks that the bytes are equal, and prints the server's memory. The heap is
 * 256 MiB.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.CopyBench
 * -Dbench.rows=5000 -Dbench.rounds=3}: rows are megabytes here. Needs aws, openssl and cmp, and
 * disk space for seven times the object.
 */
public final class CopyBench {

  private final DataExchangeBenchRig rig;

  private CopyBench(DataExchangeBenchRig rig) {
    this.rig = rig;
  }

  public static void main(String[] args) throws Exception {
    int megabytes = Integer.getInteger("bench.rows", 5000);
    int rounds = Integer.getInteger("bench.rounds", 3);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
        ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable")) {
      DataExchangeBenchRig rig = new DataExchangeBenchRig(server);
      CopyBench bench = new CopyBench(rig);
      String file = folder.resolve("large").toString();
      bench.fill(file, megabytes);
      bench.measure(rounds);
      rig.runShell("$S3 cp --only-show-errors s3://large-out/large - | cmp - " + file);
      System.out.println("byte for byte equal: true");
      rig.printMemory();
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private void fill(String file, int megabytes) throws Exception {
    List.of("large-in", "large-out", "large-cp").forEach(rig.objects::createBucket);
    rig.fill(file, megabytes);
    rig.runShell("$S3 cp --only-show-errors " + file + " s3://large-in/large");
    System.out.printf("one object of %,d MB%n", megabytes);
  }

  private void measure(int rounds) throws Exception {
    List<Double> base = new ArrayList<>();
    List<Double> in = new ArrayList<>();
    List<Double> out = new ArrayList<>();
    String cp = "$S3 cp --only-show-errors s3://large-in/large s3://large-cp/large";
    for (int round = 0; round < rounds; round++) {
      String revision = rig.revision();
      base.add(DataExchangeBenchRig.seconds(() -> rig.runShell(cp)));
      in.add(
          DataExchangeBenchRig.seconds(
              () -> rig.run(Type.IMPORT_ASSETS_FROM_S3, importing(revision))));
      String asset = rig.asset(revision);
      out.add(
          DataExchangeBenchRig.seconds(
              () -> rig.run(Type.EXPORT_ASSETS_TO_S3, exporting(revision, asset))));
      rig.client.deleteAsset(r -> r.dataSetId(rig.set).revisionId(revision).assetId(asset)).join();
      rig.objects.empty("longshore-assets"); // the server deletes these a day later
    }
    DataExchangeBenchRig.print("aws s3 cp s3://a s3://b", base, base, "cp");
    DataExchangeBenchRig.print("import", in, base, "cp");
    DataExchangeBenchRig.print("export", out, base, "cp");
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
