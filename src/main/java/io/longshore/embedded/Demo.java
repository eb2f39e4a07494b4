package io.longshore.embedded;

import io.longshore.embedded.DemoReport.Written;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The walk that shows what Longshore does: endpoints in, an export of all of them and one of a
 * segment, and the files read back and counted. All of it through the real API.
 */
public final class Demo {

  private static final int ENDPOINTS = 100_000;
  private static final int BATCH = 100;
  private static final int CALLS_AT_ONCE = 8;
  private static final String BUCKET = "exports";
  private static final Pattern LISTED = Pattern.compile("<Key>([^<]+)</Key>.*?<Size>(\\d+)</Size>");

  private final DemoCalls calls;
  private final PrintStream out;
  private final boolean terminal;

  /**
   * @param base where the server listens
   * @param terminal whether progress lines may be painted over
   */
  public Demo(URI base, PrintStream out, boolean terminal) {
    this.calls = new DemoCalls(base);
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Runs the walk.
   *
   * @throws Exception when anything is off: a refused call, a failed job, a row too few or too many
   */
  public void run() throws Exception {
    calls.s3("PUT", "/" + BUCKET).close();
    JsonObject app = calls.pinpoint("POST", "/v1/apps", new JsonObject().put("Name", "demo"));
    String path = "/v1/apps/" + app.getString("Id");
    out.println("  Pinpoint app " + app.getString("Id") + " made, bucket s3://" + BUCKET + " made");
    load(path);
    export(path, "everyone/", null, ENDPOINTS);
    JsonObject segment = calls.pinpoint("POST", path + "/segments", segment());
    int expected = ENDPOINTS / SampleEndpoints.ONE_IN;
    export(path, "gold/", segment.getString("Id"), expected);
    List<Written> everyone = written("everyone/");
    List<Written> gold = written("gold/");
    check("everyone/", everyone, ENDPOINTS);
    check("gold/", gold, expected);
    everyone.addAll(gold);
    DemoReport.table(out, BUCKET, everyone);
    DemoReport.commands(out);
  }

  private void load(String app) throws Exception {
    DemoProgress progress = new DemoProgress(out, terminal, "endpoints in", ENDPOINTS);
    Deque<CompletableFuture<HttpResponse<byte[]>>> inFlight = new ArrayDeque<>();
    int accepted = 0;
    for (int from = 0; from < ENDPOINTS; from += BATCH) {
      if (inFlight.size() == CALLS_AT_ONCE) {
        DemoCalls.checked(inFlight.remove().get());
        accepted += BATCH;
        progress.at(accepted);
      }
      inFlight.add(calls.send("PUT", app + "/endpoints", SampleEndpoints.batch(from, BATCH)));
    }
    while (!inFlight.isEmpty()) {
      DemoCalls.checked(inFlight.remove().get());
    }
    progress.done(ENDPOINTS);
  }

  private static JsonObject segment() {
    JsonObject plan =
        new JsonObject()
            .put("AttributeType", "INCLUSIVE")
            .put("Values", List.of(SampleEndpoints.PLAN));
    JsonObject attributes = new JsonObject().put("Plan", plan);
    return new JsonObject()
        .put("Name", "gold customers")
        .put("Dimensions", new JsonObject().put("Attributes", attributes));
  }

  private void export(String app, String prefix, String segment, long expected) throws Exception {
    JsonObject request =
        new JsonObject()
            .put("RoleArn", "arn:aws:iam::000000000000:role/export")
            .put("S3UrlPrefix", "s3://" + BUCKET + "/" + prefix);
    if (segment != null) {
      request.put("SegmentId", segment);
    }
    JsonObject job = calls.pinpoint("POST", app + "/jobs/export", request);
    DemoProgress progress = new DemoProgress(out, terminal, "export to " + prefix, expected);
    while (!job.containsKey("CompletionDate")) {
      Thread.sleep(50);
      job = calls.pinpoint("GET", app + "/jobs/export/" + job.getString("Id"), null);
      progress.at(job.getLong("TotalProcessed", 0L));
    }
    progress.done(job.getLong("TotalProcessed", 0L));
    if (!job.getString("JobStatus").equals("COMPLETED")) {
      throw new IOException("The export ended " + job.encode());
    }
  }

  /** What stands under the prefix, read back from S3. */
  private List<Written> written(String prefix) throws Exception {
    List<Written> objects = new ArrayList<>();
    try (InputStream listing = calls.s3("GET", "/" + BUCKET + "?list-type=2&prefix=" + prefix)) {
      String xml = new String(listing.readAllBytes(), StandardCharsets.UTF_8);
      Matcher listed = LISTED.matcher(xml);
      while (listed.find()) {
        String key = listed.group(1);
        long rows = key.endsWith(".gz") ? rows(key) : -1;
        objects.add(new Written(key, Long.parseLong(listed.group(2)), rows));
      }
    }
    return objects;
  }

  private long rows(String key) throws Exception {
    long rows = 0;
    try (InputStream lines =
        new GZIPInputStream(new BufferedInputStream(calls.s3("GET", "/" + BUCKET + "/" + key)))) {
      byte[] bytes = new byte[1 << 16];
      for (int read = lines.read(bytes); read >= 0; read = lines.read(bytes)) {
        for (int i = 0; i < read; i++) {
          rows += bytes[i] == '\n' ? 1 : 0;
        }
      }
    }
    return rows;
  }

  private static void check(String prefix, List<Written> objects, long expected)
      throws IOException {
    long rows = objects.stream().filter(o -> o.rows() >= 0).mapToLong(Written::rows).sum();
    if (rows != expected) {
      throw new IOException(
          "s3://" + BUCKET + "/" + prefix + " holds " + rows + " rows, expected " + expected);
    }
  }
}
