package io.longshore.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Gzip;
import io.longshore.fixture.Installation;
import io.longshore.fixture.ManifestSchema;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** The page of files: names and members of what a Pinpoint export and an import write. */
@Timeout(180)
class FilesPageIT {

  private static final String TEXT =
      String.join(
          "\n",
          MarkdownPage.read(MarkdownPage.MANUAL.resolve("reference/files-and-manifests.md"))
              .lines());
  private static final String ROLE = "arn:aws:iam::000000000000:role/files";
  private static final Set<JobStatus> ENDED = Set.of(JobStatus.COMPLETED, JobStatus.FAILED);

  private static final String BUCKET = "files-page-" + UUID.randomUUID();
  private static PinpointAsyncClient pinpoint;
  private static S3Objects objects;
  private static String app;

  @BeforeAll
  static void an_app_with_an_endpoint() {
    pinpoint = Sdk.client(PinpointAsyncClient.builder(), Installation.shared().uri(), "test");
    objects = new S3Objects(Installation.shared().s3());
    objects.createBucket(BUCKET);
    app =
        Sdk.call(pinpoint.createApp(r -> r.createApplicationRequest(a -> a.name("files"))))
            .applicationResponse()
            .id();
  }

  @AfterAll
  static void close() {
    pinpoint.close();
    objects.close();
  }

  @Test
  void an_export_writes_the_keys_and_the_members_of_the_example() {
    String job = export("s3://" + BUCKET + "/first/");

    assertThat(objects.keys(BUCKET))
        .contains(
            key("<S3UrlPrefix><job ID>-part-00000.gz", "first/", job),
            key("<S3UrlPrefix>_<job ID>-manifest.json", "first/", job));
    ManifestSchema.check(objects.bytes(BUCKET, "first/_" + job + "-manifest.json"), BUCKET);
    JsonObject manifest = json("first/_" + job + "-manifest.json");
    JsonObject example = example();
    assertThat(manifest.fieldNames()).isEqualTo(example.fieldNames());
    assertThat(object(manifest).fieldNames()).isEqualTo(object(example).fieldNames());
    assertThat(manifest.getInteger("FormatVersion")).isEqualTo(example.getInteger("FormatVersion"));
  }

  @Test
  void an_import_writes_its_rejected_rows_as_the_page_says() {
    String rows = "{\"Id\": \"a\", \"ChannelType\": \"PIGEON\", \"Address\": \"x\"}\n";
    objects.put(BUCKET, "in/rows.json.gz", Gzip.packed(rows.getBytes(StandardCharsets.UTF_8)));

    String job = importOf("s3://" + BUCKET + "/in/");

    String rejected = key("_<job ID>-rejected-00000.ndjson", "", job);
    Matcher line = Pattern.compile("`(\\{\"File\":[^`]*)`").matcher(TEXT);
    assertThat(line.find()).isTrue();
    JsonObject documented = new JsonObject(line.group(1));
    assertThat(json("in/" + rejected).fieldNames()).isEqualTo(documented.fieldNames());
    String name = "in/" + key("_<job ID>-manifest.json", "", job);
    ManifestSchema.check(objects.bytes(BUCKET, name), BUCKET);
    JsonObject manifest = json(name);
    assertThat(TEXT).contains("`\"Content\": \"" + manifest.getString("Content") + "\"`");
  }

  /** The name that the page has in that form, for this job. */
  private static String key(String documented, String prefix, String job) {
    assertThat(TEXT).contains("`" + documented + "`");
    return documented.replace("<S3UrlPrefix>", prefix).replace("<job ID>", job);
  }

  private static JsonObject example() {
    Matcher block =
        Pattern.compile("```json\n(\\{\"FormatVersion\".*?)```", Pattern.DOTALL).matcher(TEXT);
    assertThat(block.find()).isTrue();
    return new JsonObject(block.group(1));
  }

  private static JsonObject object(JsonObject manifest) {
    return manifest.getJsonArray("Objects").getJsonObject(0);
  }

  private static JsonObject json(String key) {
    return new JsonObject(new String(objects.bytes(BUCKET, key), StandardCharsets.UTF_8));
  }

  private static String export(String prefix) {
    String job =
        Sdk.call(
                pinpoint.createExportJob(
                    r ->
                        r.applicationId(app)
                            .exportJobRequest(e -> e.roleArn(ROLE).s3UrlPrefix(prefix))))
            .exportJobResponse()
            .id();
    ExportJobResponse ended =
        Sdk.until(
                () -> pinpoint.getExportJob(r -> r.applicationId(app).jobId(job)),
                answer -> ENDED.contains(answer.exportJobResponse().jobStatus()))
            .exportJobResponse();
    assertThat(ended.jobStatus()).isEqualTo(JobStatus.COMPLETED);
    return job;
  }

  private static String importOf(String url) {
    String job =
        Sdk.call(
                pinpoint.createImportJob(
                    r ->
                        r.applicationId(app)
                            .importJobRequest(i -> i.roleArn(ROLE).s3Url(url).format("JSON"))))
            .importJobResponse()
            .id();
    ImportJobResponse ended =
        Sdk.until(
                () -> pinpoint.getImportJob(r -> r.applicationId(app).jobId(job)),
                answer -> ENDED.contains(answer.importJobResponse().jobStatus()))
            .importJobResponse();
    assertThat(ended.totalFailures()).isEqualTo(1);
    return job;
  }
}
