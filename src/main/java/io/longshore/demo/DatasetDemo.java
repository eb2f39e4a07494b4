package io.longshore.demo;

import io.longshore.demo.DemoReport.Written;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The demo of Personalize: imports a file of films into a dataset and exports the dataset. */
final class DatasetDemo {

  static final String BUCKET = "datasets";
  private static final String ROLE = "arn:aws:iam::000000000000:role/datasets";
  private static final int FILMS = 10_000;
  private static final String SCHEMA =
      """
      {"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","version":"1.0",
       "fields":[{"name":"ITEM_ID","type":"string"},
                 {"name":"GENRES","type":["null","string"],"categorical":true},
                 {"name":"PRICE","type":["float","null"]}]}""";

  private final DemoClient calls;
  private final PrintStream out;
  private final DemoBucket bucket;

  DatasetDemo(DemoClient calls, PrintStream out) {
    this.calls = calls;
    this.out = out;
    this.bucket = new DemoBucket(calls, BUCKET);
  }

  /**
   * Runs the demo and returns what it wrote.
   *
   * @throws Exception if a job fails, or a row is missing
   */
  List<Written> run() throws Exception {
    bucket.make();
    bucket.put("films.csv", films());
    String schema = made("CreateSchema", named("films").put("schema", SCHEMA), "schemaArn");
    String group = made("CreateDatasetGroup", named("cinema"), "datasetGroupArn");
    String dataset =
        made(
            "CreateDataset",
            named("films")
                .put("datasetGroupArn", group)
                .put("datasetType", "Items")
                .put("schemaArn", schema),
            "datasetArn");
    out.println("  Personalize dataset " + dataset + " created");
    imported(dataset);
    exported(dataset);
    List<Written> objects = bucket.written("out/films/");
    long rows = objects.stream().filter(o -> o.rows() >= 0).mapToLong(Written::rows).sum();
    if (rows != FILMS) {
      throw new IOException("The export holds " + rows + " films, expected " + FILMS);
    }
    out.printf("  %,d films imported and exported%n", rows);
    return objects;
  }

  private void imported(String dataset) throws Exception {
    JsonObject source = new JsonObject().put("dataLocation", "s3://" + BUCKET + "/films.csv");
    String job =
        made(
            "CreateDatasetImportJob",
            job(dataset).put("dataSource", source),
            "datasetImportJobArn");
    active("DatasetImportJob", job);
  }

  private void exported(String dataset) throws Exception {
    JsonObject place = new JsonObject().put("path", "s3://" + BUCKET + "/out/");
    JsonObject output = new JsonObject().put("s3DataDestination", place);
    String job =
        made(
            "CreateDatasetExportJob",
            job(dataset).put("ingestionMode", "ALL").put("jobOutput", output),
            "datasetExportJobArn");
    active("DatasetExportJob", job);
  }

  private void active(String kind, String arn) throws Exception {
    String member = kind.substring(0, 1).toLowerCase(Locale.ROOT) + kind.substring(1);
    JsonObject request = new JsonObject().put(member + "Arn", arn);
    JsonObject job;
    do {
      Thread.sleep(50);
      job = calls.personalize("Describe" + kind, request).getJsonObject(member);
    } while (List.of("CREATE PENDING", "CREATE IN_PROGRESS").contains(job.getString("status")));
    if (!job.getString("status").equals("ACTIVE")) {
      throw new IOException("It ended " + job.encode());
    }
  }

  private String made(String operation, JsonObject request, String arn) throws Exception {
    return calls.personalize(operation, request).getString(arn);
  }

  private static JsonObject named(String name) {
    return new JsonObject().put("name", name);
  }

  private static JsonObject job(String dataset) {
    return new JsonObject().put("jobName", "films").put("datasetArn", dataset).put("roleArn", ROLE);
  }

  private static byte[] films() {
    StringBuilder csv = new StringBuilder("ITEM_ID,GENRES,PRICE\n");
    for (int film = 0; film < FILMS; film++) {
      csv.append("\"film, %05d\",Drama|Comedy,%d.90%n".formatted(film, film % 20));
    }
    return csv.toString().getBytes(StandardCharsets.UTF_8);
  }
}
