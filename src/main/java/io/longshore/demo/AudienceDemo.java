package io.longshore.demo;

import io.longshore.demo.DemoReport.Written;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The demo of Clean Rooms ML: trains a model on what listeners hear, and exports the audience most
 * similar to a seed of listeners who like one kind of music.
 */
final class AudienceDemo {

  static final String BUCKET = "audiences";
  private static final String ROLE = "arn:aws:iam::000000000000:role/audiences";
  private static final int SIZE = 250;

  private final DemoClient calls;
  private final PrintStream out;
  private final DemoBucket bucket;

  AudienceDemo(DemoClient calls, PrintStream out) {
    this.calls = calls;
    this.out = out;
    this.bucket = new DemoBucket(calls, BUCKET);
  }

  /**
   * Runs the demo and returns what it wrote.
   *
   * @throws Exception if a job fails, or the audience is not similar to the seed
   */
  List<Written> run() throws Exception {
    bucket.make();
    bucket.put("songs/heard.csv", SampleInteractions.csv());
    bucket.put("seed.jsonl", SampleInteractions.seed());
    String dataset = made("/training-dataset", dataset(), "trainingDatasetArn");
    String model =
        made(
            "/audience-model",
            new JsonObject().put("name", "listeners").put("trainingDatasetArn", dataset),
            "audienceModelArn");
    active("/audience-model/" + encoded(model));
    out.printf("  Audience model of %,d listeners trained%n", SampleInteractions.USERS);
    String configured =
        made("/configured-audience-model", configured(model), "configuredAudienceModelArn");
    String generation =
        made("/audience-generation-job", generation(configured), "audienceGenerationJobArn");
    JsonObject metrics =
        active("/audience-generation-job/" + encoded(generation)).getJsonObject("metrics");
    out.printf(
        "  Audience generated: %.0f %% of the held-out seed users are in the top fifth%n",
        metrics.getDouble("recallMetric") * 100);
    return exported(generation);
  }

  private List<Written> exported(String generation) throws Exception {
    JsonObject size = new JsonObject().put("type", "ABSOLUTE").put("value", SIZE);
    calls.cleanRooms(
        "POST",
        "/audience-export-job",
        new JsonObject()
            .put("name", "shanties")
            .put("audienceGenerationJobArn", generation)
            .put("audienceSize", size));
    JsonObject export;
    do {
      Thread.sleep(50);
      export =
          calls
              .cleanRooms("GET", "/audience-export-job", null)
              .getJsonArray("audienceExportJobs")
              .getJsonObject(0);
    } while (isUnderWay(export));
    requireActive(export);
    String folder = export.getString("outputLocation").replace("s3://" + BUCKET + "/", "");
    List<Written> objects = bucket.written(folder);
    for (Written object : objects) {
      if (object.rows() >= 0) {
        check(object);
      }
    }
    return objects;
  }

  private void check(Written object) throws Exception {
    long alike;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(bucket.unpacked(object.key()), StandardCharsets.UTF_8))) {
      alike = lines.lines().filter(SampleInteractions::likesShanties).count();
    }
    out.printf(
        "  Audience of %,d exported: %,d users like what the seed likes%n", object.rows(), alike);
    if (object.rows() != SIZE || alike < SIZE * 99 / 100) {
      throw new IOException(object + " is not an audience of " + SIZE + " similar to the seed");
    }
  }

  private static JsonObject dataset() {
    JsonArray schema = new JsonArray();
    schema.add(column("user", "USER_ID"));
    schema.add(column("song", "ITEM_ID"));
    schema.add(column("heard_at", "TIMESTAMP"));
    JsonObject glue = new JsonObject().put("databaseName", BUCKET).put("tableName", "songs");
    JsonObject input =
        new JsonObject()
            .put("schema", schema)
            .put("dataSource", new JsonObject().put("glueDataSource", glue));
    return new JsonObject()
        .put("name", "songs")
        .put("roleArn", ROLE)
        .put(
            "trainingData",
            List.of(new JsonObject().put("type", "INTERACTIONS").put("inputConfig", input)));
  }

  private static JsonObject column(String name, String type) {
    return new JsonObject().put("columnName", name).put("columnTypes", List.of(type));
  }

  private static JsonObject configured(String model) {
    JsonObject output =
        new JsonObject()
            .put("destination", new JsonObject().put("s3Destination", s3("out")))
            .put("roleArn", ROLE);
    return new JsonObject()
        .put("name", "listeners")
        .put("audienceModelArn", model)
        .put("outputConfig", output)
        .put("sharedAudienceMetrics", List.of("ALL"))
        .put("minMatchingSeedSize", SampleInteractions.SEED / 2)
        .put(
            "audienceSizeConfig",
            new JsonObject()
                .put("audienceSizeType", "ABSOLUTE")
                .put("audienceSizeBins", List.of(SIZE)));
  }

  private static JsonObject generation(String configured) {
    return new JsonObject()
        .put("name", "shanties")
        .put("configuredAudienceModelArn", configured)
        .put(
            "seedAudience",
            new JsonObject().put("roleArn", ROLE).put("dataSource", s3("seed.jsonl")));
  }

  private static JsonObject s3(String key) {
    return new JsonObject().put("s3Uri", "s3://" + BUCKET + "/" + key);
  }

  private String made(String path, JsonObject request, String arn) throws Exception {
    return calls.cleanRooms("POST", path, request).getString(arn);
  }

  private JsonObject active(String path) throws Exception {
    JsonObject found = calls.cleanRooms("GET", path, null);
    while (isUnderWay(found)) {
      Thread.sleep(50);
      found = calls.cleanRooms("GET", path, null);
    }
    requireActive(found);
    return found;
  }

  private static boolean isUnderWay(JsonObject job) {
    return List.of("CREATE_PENDING", "CREATE_IN_PROGRESS").contains(job.getString("status"));
  }

  private static void requireActive(JsonObject job) throws IOException {
    if (!job.getString("status").equals("ACTIVE")) {
      throw new IOException("It ended " + job.encode());
    }
  }

  private static String encoded(String arn) {
    return URLEncoder.encode(arn, StandardCharsets.UTF_8);
  }
}
