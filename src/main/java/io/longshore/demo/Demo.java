package io.longshore.demo;

import io.longshore.demo.DemoReport.Written;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The demo: sends endpoints, exports all of them and a segment, reads the files back and counts the
 * rows, shares them by Data Exchange, and generates an audience. Everything goes through the public
 * API.
 */
public final class Demo {

  private static final int ENDPOINTS = 100_000;
  private static final int BATCH = 100;
  private static final int CALLS_AT_ONCE = 8;
  private static final String BUCKET = "exports";

  private final DemoClient calls;
  private final DemoBucket bucket;
  private final DemoJobs jobs;
  private final PrintStream out;
  private final boolean terminal;

  /**
   * @param base where the server listens
   * @param terminal whether progress lines may be overwritten
   */
  public Demo(URI base, PrintStream out, boolean terminal) {
    this.calls = new DemoClient(base);
    this.bucket = new DemoBucket(calls, BUCKET);
    this.jobs = new DemoJobs(calls, out, terminal);
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Runs the demo.
   *
   * @throws Exception if a call is refused, a job fails, or a count of rows is wrong
   */
  public void run() throws Exception {
    bucket.make();
    JsonObject app = calls.pinpoint("POST", "/v1/apps", new JsonObject().put("Name", "demo"));
    String path = "/v1/apps/" + app.getString("Id");
    out.println(
        "  Pinpoint app " + app.getString("Id") + " and bucket s3://" + BUCKET + " created");
    load(path);
    jobs.export(path, BUCKET, "everyone/", null, ENDPOINTS);
    JsonObject segment = calls.pinpoint("POST", path + "/segments", segment());
    int expected = ENDPOINTS / SampleEndpoints.ONE_IN;
    jobs.export(path, BUCKET, "gold/", segment.getString("Id"), expected);
    List<Written> everyone = bucket.written("everyone/");
    List<Written> gold = bucket.written("gold/");
    check("everyone/", everyone, ENDPOINTS);
    check("gold/", gold, expected);
    everyone.addAll(
        new RoundTripDemo(calls, jobs, bucket, out)
            .run(app.getString("Id"), everyone, BUCKET, "everyone/", ENDPOINTS));
    List<Written> shared = new DataExchangeDemo(calls, bucket, BUCKET, out).run(gold);
    everyone.addAll(gold);
    everyone.addAll(shared);
    List<Written> dataset = new DatasetDemo(calls, out).run();
    List<Written> audience = new AudienceDemo(calls, out).run();
    DemoReport.table(out, BUCKET, everyone);
    DemoReport.table(out, DatasetDemo.BUCKET, dataset);
    DemoReport.table(out, AudienceDemo.BUCKET, audience);
    DemoReport.commands(out);
    DemoReport.exchangeCommands(out);
  }

  private void load(String app) throws Exception {
    DemoProgress progress = new DemoProgress(out, terminal, "endpoints in", ENDPOINTS);
    Deque<CompletableFuture<HttpResponse<byte[]>>> inFlight = new ArrayDeque<>();
    int accepted = 0;
    for (int from = 0; from < ENDPOINTS; from += BATCH) {
      if (inFlight.size() == CALLS_AT_ONCE) {
        DemoClient.checked(inFlight.remove().get());
        accepted += BATCH;
        progress.at(accepted);
      }
      inFlight.add(calls.send("PUT", app + "/endpoints", SampleEndpoints.batch(from, BATCH)));
    }
    while (!inFlight.isEmpty()) {
      DemoClient.checked(inFlight.remove().get());
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

  private static void check(String prefix, List<Written> objects, long expected)
      throws IOException {
    long rows = objects.stream().filter(o -> o.rows() >= 0).mapToLong(Written::rows).sum();
    if (rows != expected) {
      throw new IOException(
          "s3://" + BUCKET + "/" + prefix + " holds " + rows + " rows, expected " + expected);
    }
  }
}
