package io.longshore.bench;

import io.longshore.fixture.Folders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Imports endpoints with all members, including characters that need escaping, exports them,
 * imports the export into another app and exports that. Fails unless the sorted lines of all three
 * are equal except for ApplicationId. The server is the built jar with a heap of 256 MiB.
 *
 * <p>{@code mvn -P bench -DskipTests verify -Dbench.main=io.longshore.bench.PinpointRoundTrip
 * -Dbench.rows=200000}. System properties: {@code bench.rows} (200,000), {@code longshore.jar}.
 */
public final class PinpointRoundTrip {

  private PinpointRoundTrip() {}

  public static void main(String[] args) throws Exception {
    int rows = Integer.getInteger("bench.rows", 200_000);
    Path jar = Path.of(System.getProperty("longshore.jar", "target/longshore.jar"));
    Path folder = Files.createTempDirectory("longshore-round-trip-");
    try (ServerProcess server =
            ServerProcess.start(jar.toAbsolutePath(), folder, "-Xmx256m", "-Xlog:disable");
        PinpointBenchRig rig = new PinpointBenchRig(server)) {
      run(rig, rows);
      System.out.printf(
          "%,d endpoints in, out, in again and out again: the same lines after sorting; "
              + "server's resident memory at most %s MiB%n",
          rows, server.mostResidentMebibytes().map(Object::toString).orElse("?"));
    } finally {
      Folders.delete(folder);
    }
    System.exit(0); // the SDK's threads would keep the JVM running
  }

  private static void run(PinpointBenchRig rig, int rows) throws IOException {
    List<String> sent = new ArrayList<>();
    for (int n = 0; n < rows; n++) {
      sent.add(endpoint(n).encode());
    }
    rig.objects.put(PinpointBenchRig.BUCKET, "in/all.json.gz", gzip(sent));
    String first = rig.app();
    needed("COMPLETED", rig.imported(first, "in/", "JSON"));
    needed("COMPLETED " + rows, rig.exported(first, null, "first/"));
    String second = rig.app();
    needed("COMPLETED", rig.imported(second, "first/", "JSON"));
    needed("COMPLETED " + rows, rig.exported(second, null, "second/"));
    List<String> wanted = sent.stream().sorted().toList();
    same(wanted, lines(rig, "first/", first));
    same(wanted, lines(rig, "second/", second));
  }

  /** All members, in the order of an export. */
  private static JsonObject endpoint(int n) {
    String hard = hard(n);
    JsonObject endpoint = new JsonObject().put("Address", "customer" + n + "@example.com");
    endpoint
        .put("Attributes", lists("Plan", n % 5 == 0 ? "gold" : "free", "Note", hard))
        .put("ChannelType", "EMAIL")
        .put("CohortId", Integer.toString(n % 100))
        .put("CreationDate", "2026-10-0%dT10:00:00.%03dZ".formatted(1 + n % 9, n % 1000));
    JsonObject demographic = new JsonObject();
    for (String name :
        "AppVersion Locale Make Model ModelVersion Platform PlatformVersion Timezone".split(" ")) {
      demographic.put(name, name + n % 3);
    }
    JsonObject location = new JsonObject().put("City", "Köln").put("Country", "DE");
    location.put("Latitude", n % 90 + 0.25).put("Longitude", n % 180 - 0.5);
    location.put("PostalCode", "5" + n % 1000).put("Region", "NW");
    return endpoint
        .put("Demographic", demographic)
        .put("EffectiveDate", "2026-10-2%dT11:12:13.%03dZ".formatted(n % 9, n % 1000))
        .put("EndpointStatus", n % 11 == 0 ? "INACTIVE" : "ACTIVE")
        .put("Id", "Endpoint-" + n)
        .put("Location", location)
        .put("Metrics", new JsonObject().put("Age", n % 80 + 0.5).put("Visits", (double) n))
        .put("OptOut", n % 13 == 0 ? "ALL" : "NONE")
        .put("RequestId", "request-" + n)
        .put("User", user(n / 2));
  }

  private static String hard(int n) {
    return "q\"uo,te\\ \n\t\u2028 é 漢 \uD83D\uDEA2 " + n % 97;
  }

  /** The same for the two endpoints of a user. */
  private static JsonObject user(int n) {
    return new JsonObject()
        .put("UserAttributes", lists("Tier", "t" + n % 7, "Said", hard(n)))
        .put("UserId", "user " + n);
  }

  private static JsonObject lists(String one, String value, String other, String values) {
    return new JsonObject()
        .put(one, new JsonArray().add(value))
        .put(other, new JsonArray().add(values).add("").add(values + "!"));
  }

  private static byte[] gzip(List<String> lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      for (String line : lines) {
        gzip.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static List<String> lines(PinpointBenchRig rig, String prefix, String app)
      throws IOException {
    List<String> all = new ArrayList<>();
    String own = "\"ApplicationId\":\"" + app + "\",";
    for (String key : rig.objects.keys(PinpointBenchRig.BUCKET)) {
      if (key.startsWith(prefix) && key.endsWith(".gz")) {
        byte[] file = rig.objects.bytes(PinpointBenchRig.BUCKET, key);
        try (BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(new ByteArrayInputStream(file)), StandardCharsets.UTF_8))) {
          reader.lines().map(line -> line.replace(own, "")).forEach(all::add);
        }
      }
    }
    all.sort(null);
    return all;
  }

  private static void same(List<String> wanted, List<String> found) {
    for (int i = 0; i < Math.min(wanted.size(), found.size()); i++) {
      needed(wanted.get(i), found.get(i));
    }
    needed(wanted.size() + " lines", found.size() + " lines");
  }

  private static void needed(String wanted, String found) {
    if (!wanted.equals(found)) {
      throw new IllegalStateException("Needed " + wanted + "\n found " + found);
    }
  }
}
