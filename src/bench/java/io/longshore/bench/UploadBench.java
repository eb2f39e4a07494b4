package io.longshore.bench;

import io.longshore.fixture.Folders;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.services.dataexchange.model.CreateJobResponse;
import software.amazon.awssdk.services.dataexchange.model.Type;

/**
 * Measures assets whose bytes pass through the server: one large file is uploaded to a signed URL,
 * imported with verification, and exported by another signed URL. Prints the duration of each step,
 * the import compared with {@code aws s3 cp s3://a - | aws s3 cp - s3://b} of the same object in
 * the same S3, checks that the bytes are equal, and prints the server's memory. The heap is 256
 * MiB.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.UploadBench
 * -Dbench.rows=5000 -Dbench.rounds=3}: rows are megabytes here, at most 5,368. Needs aws, curl,
 * openssl and cmp, and disk space for seven times the file.
 */
public final class UploadBench {

  private final DataExchangeBenchRig rig;
  private final String file;
  private final String md5;

  private UploadBench(DataExchangeBenchRig rig, String file, int megabytes) throws Exception {
    this.rig = rig;
    this.file = file;
    rig.objects.createBucket("upload-in");
    rig.objects.createBucket("upload-cp");
    rig.fill(file, megabytes);
    this.md5 = md5(Path.of(file));
    rig.runShell("$S3 cp --only-show-errors " + file + " s3://upload-in/large");
    System.out.printf("one file of %,d MB%n", megabytes);
  }

  public static void main(String[] args) throws Exception {
    int megabytes = Integer.getInteger("bench.rows", 5000);
    int rounds = Integer.getInteger("bench.rounds", 3);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bench-");
    try (ServerProcess server =
        ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable")) {
      DataExchangeBenchRig rig = new DataExchangeBenchRig(server);
      new UploadBench(rig, folder.resolve("large").toString(), megabytes).measure(rounds);
      rig.printMemory();
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private void measure(int rounds) throws Exception {
    List<Double> base = new ArrayList<>();
    List<Double> up = new ArrayList<>();
    List<Double> in = new ArrayList<>();
    List<Double> down = new ArrayList<>();
    String cp =
        "$S3 cp --only-show-errors s3://upload-in/large -"
            + " | $S3 cp --only-show-errors --expected-size "
            + Files.size(Path.of(file))
            + " - s3://upload-cp/large";
    for (int round = 0; round < rounds; round++) {
      base.add(DataExchangeBenchRig.seconds(() -> rig.runShell(cp)));
      String revision = rig.revision();
      CreateJobResponse job =
          rig.created(
              Type.IMPORT_ASSET_FROM_SIGNED_URL,
              d ->
                  d.importAssetFromSignedUrl(
                      i ->
                          i.dataSetId(rig.set)
                              .revisionId(revision)
                              .assetName("large")
                              .md5Hash(md5)));
      String upload =
          "curl -sSf -T %s -H 'Content-MD5: %s' '%s'"
              .formatted(file, md5, job.details().importAssetFromSignedUrl().signedUrl());
      up.add(DataExchangeBenchRig.seconds(() -> rig.runShell(upload)));
      in.add(DataExchangeBenchRig.seconds(() -> rig.run(job.id())));
      down.add(DataExchangeBenchRig.seconds(() -> rig.runShell(download(revision))));
      rig.objects.empty("longshore-assets"); // the server deletes these a day later
    }
    DataExchangeBenchRig.print("aws s3 cp | aws s3 cp", base, base, "the pipe");
    DataExchangeBenchRig.print("upload by curl", up, base, "the pipe");
    DataExchangeBenchRig.print("import", in, base, "the pipe");
    DataExchangeBenchRig.print("download by curl, cmp", down, base, "the pipe");
    System.out.println("byte for byte equal: true");
  }

  private String download(String revision) {
    String asset = rig.asset(revision);
    String url =
        rig.run(
                Type.EXPORT_ASSET_TO_SIGNED_URL,
                d ->
                    d.exportAssetToSignedUrl(
                        e -> e.dataSetId(rig.set).revisionId(revision).assetId(asset)))
            .details()
            .exportAssetToSignedUrl()
            .signedUrl();
    return "curl -sSf '%s' | cmp - %s".formatted(url, file);
  }

  private static String md5(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("MD5");
    try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    }
    return Base64.getEncoder().encodeToString(digest.digest());
  }
}
