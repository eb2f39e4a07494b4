package io.longshore.demo;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;

/** Runs export and import jobs of Pinpoint and waits for their end. */
final class DemoJobs {

  private static final String ROLE = "arn:aws:iam::000000000000:role/demo";

  private final DemoClient calls;
  private final PrintStream out;
  private final boolean terminal;

  DemoJobs(DemoClient calls, PrintStream out, boolean terminal) {
    this.calls = calls;
    this.out = out;
    this.terminal = terminal;
  }

  /**
   * Exports an app, or a segment of it.
   *
   * @param app the path of the app
   * @param segment null for all endpoints
   */
  void export(String app, String bucket, String prefix, String segment, long expected)
      throws Exception {
    JsonObject request =
        new JsonObject().put("RoleArn", ROLE).put("S3UrlPrefix", "s3://" + bucket + "/" + prefix);
    if (segment != null) {
      request.put("SegmentId", segment);
    }
    run(app + "/jobs/export", request, "export to " + prefix, expected);
  }

  /** Imports what an export wrote. */
  void bringIn(String app, String bucket, String prefix, long expected) throws Exception {
    JsonObject request =
        new JsonObject()
            .put("RoleArn", ROLE)
            .put("S3Url", "s3://" + bucket + "/" + prefix)
            .put("Format", "JSON")
            .put("RegisterEndpoints", true);
    run(app + "/jobs/import", request, "import of " + prefix, expected);
  }

  private void run(String path, JsonObject request, String step, long expected) throws Exception {
    JsonObject job = calls.pinpoint("POST", path, request);
    DemoProgress progress = new DemoProgress(out, terminal, step, expected);
    while (!job.containsKey("CompletionDate")) {
      Thread.sleep(50);
      job = calls.pinpoint("GET", path + "/" + job.getString("Id"), null);
      progress.at(job.getLong("TotalProcessed", 0L));
    }
    progress.done(job.getLong("TotalProcessed", 0L));
    if (!job.getString("JobStatus").equals("COMPLETED")
        || job.getLong("TotalProcessed") != expected) {
      throw new IOException("The " + step + " ended " + job.encode());
    }
  }
}
