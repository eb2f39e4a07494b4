package io.longshore.bench;

import io.longshore.fixture.Folders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.Type;

/**
 * Measures how long Data Exchange takes to import many small objects, in jobs of a hundred objects
 * of which ten run at once, and to export them by one job with a key pattern. The server is the
 * built jar with a heap of 256 MiB.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.AssetsBench
 * -Dbench.rows=10000}.
 */
public final class AssetsBench {

  private static final int PER_JOB = 100;
  private static final int JOBS_AT_ONCE = 10;

  private final DataExchangeBenchRig rig;
  private final String revision;

  private AssetsBench(DataExchangeBenchRig rig) {
    this.rig = rig;
    this.revision = rig.revision();
  }

  public static void main(String[] args) throws Exception {
    int assets = Integer.getInteger("bench.rows", 10_000) / PER_JOB * PER_JOB;
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
        ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable")) {
      AssetsBench bench = new AssetsBench(new DataExchangeBenchRig(server));
      bench.fill(assets);
      print("import of %,d objects of a few bytes", assets, () -> bench.importAll(assets));
      print("export of %,d assets by pattern", assets, bench::export);
      bench.check(assets);
      System.out.printf(
          "server's resident memory: at most %s MiB with -Xmx256m%n",
          server.mostResidentMebibytes().map(Object::toString).orElse("?"));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private void fill(int assets) {
    rig.objects.createBucket("many-in");
    rig.objects.createBucket("many-out");
    for (int i = 0; i < assets; i++) {
      rig.objects.put("many-in", name(i), name(i).getBytes(StandardCharsets.UTF_8));
    }
  }

  private void importAll(int assets) {
    List<String> running = new ArrayList<>();
    for (int from = 0; from < assets; from += PER_JOB) {
      if (running.size() == JOBS_AT_ONCE) {
        rig.ended(running.remove(0));
      }
      running.add(start(importing(from)));
    }
    running.forEach(rig::ended);
  }

  private String importing(int from) {
    List<AssetSourceEntry> sources =
        IntStream.range(from, from + PER_JOB)
            .mapToObj(i -> AssetSourceEntry.builder().bucket("many-in").key(name(i)).build())
            .toList();
    return rig.created(
            Type.IMPORT_ASSETS_FROM_S3,
            d ->
                d.importAssetsFromS3(
                    i -> i.dataSetId(rig.set).revisionId(revision).assetSources(sources)))
        .id();
  }

  private void export() {
    rig.run(
        Type.EXPORT_REVISIONS_TO_S3,
        d ->
            d.exportRevisionsToS3(
                e ->
                    e.dataSetId(rig.set)
                        .revisionDestinations(
                            to ->
                                to.bucket("many-out")
                                    .revisionId(revision)
                                    .keyPattern("all/${Asset.Name}"))));
  }

  private String start(String job) {
    rig.client.startJob(r -> r.jobId(job)).join();
    return job;
  }

  private void check(int assets) {
    List<String> keys = rig.objects.keys("many-out");
    boolean same =
        keys.size() == assets
            && IntStream.iterate(0, i -> i < assets, i -> i + 97)
                .allMatch(
                    i ->
                        new String(
                                rig.objects.bytes("many-out", "all/" + name(i)),
                                StandardCharsets.UTF_8)
                            .equals(name(i)));
    System.out.printf("objects exported: %,d, same content: %s%n", keys.size(), same);
  }

  private static String name(int i) {
    return "folder/object-%05d".formatted(i);
  }

  private static void print(String what, int assets, Runnable work) {
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
