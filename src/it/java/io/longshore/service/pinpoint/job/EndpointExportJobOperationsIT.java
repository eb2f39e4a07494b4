package io.longshore.service.pinpoint.job;

import static io.longshore.fixture.Waiting.await;
import static io.longshore.service.pinpoint.PinpointFixture.OTHER_ACCOUNT;
import static io.longshore.service.pinpoint.PinpointFixture.OWNER;
import static io.longshore.service.pinpoint.PinpointFixture.ROLE;
import static io.longshore.service.pinpoint.PinpointFixture.email;
import static io.longshore.service.pinpoint.PinpointFixture.json;
import static io.longshore.service.pinpoint.PinpointFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServiceResponse;
import io.longshore.fixture.MemoryOutputs;
import io.longshore.job.Destination;
import io.longshore.job.Job;
import io.longshore.job.JobId;
import io.longshore.job.Outcome;
import io.longshore.job.Output;
import io.longshore.job.Piece;
import io.longshore.service.pinpoint.PinpointError;
import io.longshore.service.pinpoint.PinpointFixture;
import io.longshore.service.pinpoint.endpoint.EndpointRows;
import io.longshore.service.pinpoint.job.export.EndpointExportJob;
import io.longshore.store.HashBucket;
import io.longshore.transfer.write.Compression;
import io.longshore.transfer.write.ExportFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndpointExportJobOperationsIT {

  private static final String FILL =
      """
      insert into pinpoint_endpoint (container, bucket, id, line, version, revision)
      select $1, b, id, '{"Id":"' || id || '"}', 1, 1
        from unnest($2::smallint[], $3::text[]) as r (b, id)""";

  @AutoClose private final PinpointFixture rig = new PinpointFixture();

  @Test
  void a_new_job_is_shown_as_created_and_wakes_the_worker() {
    String app = rig.app();
    int wakes = rig.wakes.get();
    JsonObject request = request("s3://bucket/exports/10:00 UTC/");
    ServiceResponse answer =
        await(rig.send(OWNER, "CreateExportJob", request, "applicationId", app));
    JsonObject job = answer.body();

    assertThat(answer.status()).isEqualTo(202);
    assertThat(rig.wakes).hasValue(wakes + 1);
    assertThat(job.getString("Id")).matches("[0-9a-f]{32}");
    assertThat(job.getString("CreationDate")).matches("20..-..-..T..:..:..\\....Z");
    assertThat(job.getJsonObject("Definition")).isEqualTo(request);
    JsonObject rest = job.copy();
    Stream.of("Id", "CreationDate", "Definition").forEach(rest::remove);
    assertThat(rest.encode())
        .isEqualTo(
            "{\"ApplicationId\":\""
                + app
                + "\",\"CompletedPieces\":0,\"FailedPieces\":0,\"JobStatus\":\"CREATED\","
                + "\"TotalFailures\":0,\"TotalPieces\":1,\"TotalProcessed\":0,\"Type\":\"EXPORT\"}");
    assertThat(get(app, job.getString("Id"))).isEqualTo(job);
    Row task = rig.rows("select * from task where job = $1 and seq = 0", uuid(job)).get(0);
    assertThat(task.getString("key"))
        .isEqualTo("exports/10:00 UTC/" + job.getString("Id") + "-part-00000.gz");
  }

  @Test
  void a_job_that_ended_says_when_and_why() {
    String app = rig.app();
    JsonObject job = rig.ok("CreateExportJob", request("s3://bucket/x"), "applicationId", app);
    rig.rows(
        """
        update job set state = 'FAILED', phase = 'FAILED', word = 'FAILED', finished_at = now(),
               failures = '["The bucket is not there"]' where id = $1""",
        uuid(job));
    rig.rows(
        """
        update task set state = 'FAILED', rows = 7, reason = 'x' where job = $1 and seq = 0""",
        uuid(job));

    JsonObject ended = get(app, job.getString("Id"));
    assertThat(ended.getString("CompletionDate")).matches("20..-..-..T..:..:..\\....Z");
    assertThat(ended.getJsonArray("Failures").encode()).isEqualTo("[\"The bucket is not there\"]");
    assertThat(ended.getInteger("FailedPieces")).isEqualTo(1);
    assertThat(ended.getInteger("TotalFailures")).isEqualTo(7);
    assertThat(ended.getString("JobStatus")).isEqualTo("FAILED");
  }

  @Test
  void a_job_of_another_app_or_account_is_not_found() {
    String app = rig.app();
    String other = rig.app();
    String job =
        rig.ok("CreateExportJob", request("s3://bucket/x"), "applicationId", app).getString("Id");

    assertThat(rig.refused("GetExportJob", "applicationId", other, "jobId", job).code())
        .isEqualTo(PinpointError.NOT_FOUND);
    JsonObject none = new JsonObject();
    assertThat(
            refusal(
                    rig.send(
                        OTHER_ACCOUNT, "GetExportJob", none, "applicationId", app, "jobId", job))
                .code())
        .isEqualTo(PinpointError.NOT_FOUND);
    assertThat(rig.ok("GetExportJobs", "applicationId", other).getJsonArray("Item")).isEmpty();
    assertThat(get(app, job).getString("Id")).isEqualTo(job);
  }

  @Test
  void lists_show_the_newest_first_and_a_segments_jobs_apart() {
    String app = rig.app();
    String segment = segment(app, "{'Location':{'Country':{'Values':['DE']}}}");
    List<String> all = new ArrayList<>();
    List<String> ofSegment = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      JsonObject request = request("s3://bucket/" + i);
      if (i % 2 == 0) {
        request.put("SegmentId", segment);
      }
      String id = rig.ok("CreateExportJob", request, "applicationId", app).getString("Id");
      all.add(0, id);
      if (i % 2 == 0) {
        ofSegment.add(0, id);
      }
    }
    assertThat(pages("GetExportJobs", "applicationId", app)).isEqualTo(all);
    assertThat(pages("GetSegmentExportJobs", "applicationId", app, "segmentId", segment))
        .isEqualTo(ofSegment);
  }

  @Test
  void a_job_keeps_the_segment_as_it_was() {
    String app = rig.app();
    String dimensions = "{'Location':{'Country':{'Values':['DE']}}}";
    String segment = segment(app, dimensions);
    JsonObject request = request("s3://bucket/x").put("SegmentId", segment);
    JsonObject job = rig.ok("CreateExportJob", request, "applicationId", app);
    rig.rows("update pinpoint_segment set dimensions = '{}' where id = $1", segment);

    JsonObject spec = stored(app, job.getString("Id")).spec();
    assertThat(spec.getJsonObject("Condition").getJsonObject("Dimensions"))
        .isEqualTo(json(dimensions));
    assertThat(spec.getInteger("SegmentVersion")).isEqualTo(1);
    assertThat(job.getJsonObject("Definition")).isEqualTo(request);
  }

  @Test
  void more_than_100_000_endpoints_make_at_least_four_pieces() {
    String app = rig.app();
    fill(app, 100_001);
    JsonObject job = rig.ok("CreateExportJob", request("s3://bucket/x"), "applicationId", app);
    assertThat(job.getInteger("TotalPieces")).isGreaterThanOrEqualTo(4);
  }

  @Test
  void ids_that_crowd_into_one_bucket_are_no_small_export() {
    String app = rig.app();
    Short[] buckets = IntStream.range(0, 60_000).mapToObj(i -> (short) 3).toArray(Short[]::new);
    String[] ids = IntStream.range(0, 60_000).mapToObj(i -> "x" + i).toArray(String[]::new);
    rig.rows(FILL, app, buckets, ids);
    JsonObject job = rig.ok("CreateExportJob", request("s3://bucket/x"), "applicationId", app);
    assertThat(job.getInteger("TotalPieces")).isGreaterThanOrEqualTo(4);
  }

  @Test
  void the_pieces_together_write_every_line_exactly_once() {
    String app = rig.app();
    fill(app, 60_000);
    for (int i = 0; i < 20; i++) {
      JsonObject attributes =
          new JsonObject().put("k", new JsonArray().add("😀 \"q\"\n\\ \u2028\r,'" + i));
      rig.put(app, "real" + i, email("a@b").put("Attributes", attributes));
    }
    JsonObject created = rig.ok("CreateExportJob", request("s3://bucket/x"), "applicationId", app);
    Job job = stored(app, created.getString("Id"));
    List<String> written = new ArrayList<>();
    for (Piece piece : pieces(job)) {
      MemoryOutputs outputs = new MemoryOutputs();
      Outcome outcome = await(rig.export.piece(job, piece, outputs));
      assertThat(outcome).isEqualTo(new Outcome.Done(outputs.rows));
      assertThat(outputs.lines()).hasSize((int) outputs.rows);
      written.addAll(outputs.lines());
    }
    assertThat(written).hasSize(60_020).containsExactlyInAnyOrderElementsOf(rig.lines(app));
  }

  @Test
  void a_segments_export_writes_its_endpoints_only() {
    String app = rig.app();
    for (String country : List.of("DE", "FR", "DE")) {
      JsonObject location = new JsonObject().put("Country", country);
      rig.put(app, "e" + rig.count("pinpoint_endpoint"), email("a@b").put("Location", location));
    }
    String segment = segment(app, "{'Location':{'Country':{'Values':['DE']}}}");
    JsonObject request = request("s3://bucket/x").put("SegmentId", segment);
    Job job = stored(app, rig.ok("CreateExportJob", request, "applicationId", app).getString("Id"));
    MemoryOutputs outputs = new MemoryOutputs();
    await(rig.export.piece(job, pieces(job).get(0), outputs));

    assertThat(outputs.lines())
        .hasSize(2)
        .allMatch(
            line ->
                new JsonObject(line).getJsonObject("Location").getString("Country").equals("DE"));
  }

  @Test
  void the_manifest_names_every_object_and_is_the_same_each_time() {
    String app = rig.app();
    JsonObject created = rig.ok("CreateExportJob", request("s3://bucket/x/"), "applicationId", app);
    Job job = stored(app, created.getString("Id"));
    Destination part = new Destination(ROLE, "bucket", "x/part", "application/gzip");
    List<Output> outputs =
        List.of(new Output(part, 3, 200, "ab".repeat(32)), new Output(part, 4, 100, "cd"));

    var manifest = rig.export.manifest(job, outputs).orElseThrow();
    assertThat(manifest.destination().toString())
        .isEqualTo("s3://bucket/x/_" + job.id() + "-manifest.json");
    JsonObject content = manifest.content().toJsonObject();
    assertThat(content.getString("JobId")).isEqualTo(job.id().toString());
    assertThat(content.getString("ApplicationId")).isEqualTo(app);
    assertThat(content.getInteger("TotalRows")).isEqualTo(7);
    assertThat(content.getInteger("TotalBytes")).isEqualTo(300);
    assertThat(content.getJsonArray("Objects").getJsonObject(0).encode())
        .isEqualTo(
            "{\"Key\":\"x/part\",\"Rows\":3,\"Bytes\":200,\"Sha256\":\"" + "ab".repeat(32) + "\"}");
    assertThat(rig.export.manifest(job, outputs)).contains(manifest);
  }

  private static JsonObject request(String prefix) {
    return new JsonObject().put("RoleArn", ROLE).put("S3UrlPrefix", prefix);
  }

  private String segment(String app, String dimensions) {
    JsonObject body = new JsonObject().put("Dimensions", json(dimensions));
    return rig.ok("CreateSegment", body, "applicationId", app).getString("Id");
  }

  private void fill(String app, int rows) {
    String[] ids = IntStream.range(0, rows).mapToObj(i -> "id" + i).toArray(String[]::new);
    Short[] buckets = Stream.of(ids).map(HashBucket::of).toArray(Short[]::new);
    rig.rows(FILL, app, buckets, ids);
  }

  private JsonObject get(String app, String job) {
    return rig.ok("GetExportJob", "applicationId", app, "jobId", job);
  }

  private static Object uuid(JsonObject job) {
    return JobId.parse(job.getString("Id")).orElseThrow().value();
  }

  private Job stored(String app, String id) {
    return rig.job(app, EndpointExportJob.NAME, JobId.parse(id).orElseThrow());
  }

  private static List<Piece> pieces(Job job) {
    ExportRequest request = ExportRequest.of(job.spec().getJsonObject("Definition"));
    return EndpointRows.PIECES.ofRows(
        job.progress().pieces() == 1 ? 0 : 100_000,
        part -> request.part(job.id(), part, new ExportFormat.Rows(Compression.GZIP)));
  }

  private List<String> pages(String operation, String... parameters) {
    List<String> ids = new ArrayList<>();
    List<String> all = new ArrayList<>(List.of(parameters));
    all.addAll(List.of("page-size", "2"));
    JsonObject page;
    do {
      page = rig.ok(operation, all.toArray(String[]::new));
      page.getJsonArray("Item").forEach(item -> ids.add(((JsonObject) item).getString("Id")));
      all.subList(parameters.length + 2, all.size()).clear();
      if (page.containsKey("NextToken")) {
        all.addAll(List.of("token", page.getString("NextToken")));
      }
    } while (page.containsKey("NextToken"));
    return ids;
  }
}
