package io.longshore.demo;

import io.longshore.demo.DemoReport.Written;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The round trip: imports an app's export into another app and compares its export, member for
 * member.
 */
final class RoundTripDemo {

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final DemoClient calls;
  private final DemoJobs jobs;
  private final DemoBucket bucket;
  private final PrintStream out;

  RoundTripDemo(DemoClient calls, DemoJobs jobs, DemoBucket bucket, PrintStream out) {
    this.calls = calls;
    this.jobs = jobs;
    this.bucket = bucket;
    this.out = out;
  }

  /**
   * Runs the round trip and returns what the second export wrote.
   *
   * @param first the id of the app that was exported
   * @param everyone what the export wrote, all below one prefix of the bucket
   * @throws Exception if an endpoint is lost, duplicated or changed
   */
  List<Written> run(String first, List<Written> everyone, String name, String prefix, long rows)
      throws Exception {
    JsonObject app = calls.pinpoint("POST", "/v1/apps", new JsonObject().put("Name", "again"));
    String path = "/v1/apps/" + app.getString("Id");
    jobs.bringIn(path, name, prefix, rows);
    jobs.export(path, name, "again/", null, rows);
    List<Written> again = bucket.written("again/");
    boolean same = Arrays.equals(endpoints(everyone, first), endpoints(again, app.getString("Id")));
    if (!same) {
      throw new IOException("The second export differs from the first");
    }
    out.printf("  Round trip: %,d endpoints are equal after export, import and export%n", rows);
    return again;
  }

  /** Sorted hashes of the endpoints, without the app id. */
  private long[] endpoints(List<Written> objects, String app) throws Exception {
    LongStream.Builder all = LongStream.builder();
    for (Written object : objects) {
      if (object.rows() >= 0) {
        try (InputStream file = bucket.unpacked(object.key());
            BufferedReader lines =
                new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            all.add(hash(line.replace(app, "")));
          }
        }
      }
    }
    return all.build().sorted().toArray();
  }

  private static long hash(String line) {
    return line.chars().asLongStream().reduce(FNV_BASIS, (hash, c) -> (hash ^ c) * FNV_PRIME);
  }
}
