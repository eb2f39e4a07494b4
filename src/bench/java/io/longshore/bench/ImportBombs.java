package io.longshore.bench;

import io.longshore.fixture.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;

/**
 * Imports malicious and malformed files: a gzip file of 1000:1, a gzipped line of a gigabyte, a
 * truncated gzip file, UTF-16.
 *
 * <p>Each file follows a good one, so that the job reads it, and is imported alone, so that the
 * request checks it. Fails unless the jobs end FAILED with a reason and show no rows, the requests
 * are refused or their jobs fail, and the server, the built jar with a heap of 256 MiB, has at most
 * 512 MiB resident.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.ImportBombs}. System
 * properties: {@code bench.rows} (1,000,000: the kilobytes of the line and of the bomb), {@code
 * longshore.jar}.
 */
public final class ImportBombs {

  private static final String GOOD = "{\"Id\":\"a\",\"Address\":\"1\",\"ChannelType\":\"SMS\"}\n";
  private static final int MOST_MEBIBYTES = 512;

  private ImportBombs() {}

  public static void main(String[] args) throws Exception {
    int kilobytes = Integer.getInteger("bench.rows", 1_000_000);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-bombs-");
    try (ServerProcess server =
            ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable");
        PinpointBenchRig rig = new PinpointBenchRig(server)) {
      for (Map.Entry<String, byte[]> bomb : bombs(kilobytes).entrySet()) {
        importFile(rig, bomb.getKey(), bomb.getValue());
      }
      long most = server.mostResidentMebibytes().orElse(0L);
      System.out.printf("server's resident memory: at most %d MiB with -Xmx256m%n", most);
      if (most > MOST_MEBIBYTES) {
        throw new IllegalStateException("More than " + MOST_MEBIBYTES + " MiB");
      }
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private static void importFile(PinpointBenchRig rig, String name, byte[] content)
      throws Exception {
    rig.objects.put(
        PinpointBenchRig.BUCKET, name + "/a.json", GOOD.getBytes(StandardCharsets.UTF_8));
    rig.objects.put(PinpointBenchRig.BUCKET, name + "/b.json.gz", content);
    rig.objects.put(PinpointBenchRig.BUCKET, name + "-alone.json.gz", content);
    String app = rig.app();
    String behind = rig.imported(app, name + "/", "JSON");
    String alone;
    try {
      alone = rig.imported(app, name + "-alone.json.gz", "JSON");
    } catch (CompletionException refused) {
      if (!(refused.getCause() instanceof BadRequestException reason)) {
        throw refused;
      }
      alone = "FAILED at once [" + reason.awsErrorDetails().errorMessage() + "]";
    }
    System.out.printf("%s, %,d bytes:%n  %s%n  %s%n", name, content.length, behind, alone);
    if (!behind.startsWith("FAILED [") || !alone.startsWith("FAILED")) {
      throw new IllegalStateException("The import did not end FAILED with a reason");
    }
    String shown = rig.exported(app, null, name + "-out/");
    if (!shown.equals("COMPLETED 0")) {
      throw new IllegalStateException("A failed import shows rows: " + shown);
    }
  }

  private static Map<String, byte[]> bombs(int kilobytes) throws IOException {
    Map<String, byte[]> bombs = new LinkedHashMap<>();
    bombs.put("lines-1000-to-1", repeated("\n".repeat(1024).getBytes(), kilobytes));
    byte[] noise = new byte[24 * 1024]; // within gzip's window, compressed at less than 200:1
    new Random(1).nextBytes(noise);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) ('a' + (noise[i] & 15));
    }
    bombs.put("a-line-without-end", repeated(noise, Math.max(1, kilobytes / 24)));
    byte[] good = repeated(GOOD.getBytes(StandardCharsets.UTF_8), 100_000);
    bombs.put("a-gzip-that-was-cut", Arrays.copyOf(good, good.length - 100));
    bombs.put("UTF-16", GOOD.repeat(1000).getBytes(StandardCharsets.UTF_16));
    return bombs;
  }

  private static byte[] repeated(byte[] part, int times) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      for (int i = 0; i < times; i++) {
        gzip.write(part);
      }
    }
    return bytes.toByteArray();
  }
}
