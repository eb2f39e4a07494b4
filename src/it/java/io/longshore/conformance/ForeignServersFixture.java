package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Backends;
import io.longshore.fixture.ForeignServers;
import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sql;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.ImportJobResponse;

/** Longshore on servers that are not part of the build, and steps of jobs with many rows. */
class ForeignServersFixture {

  static final int ROWS = 200_000;
  static final String ACCOUNT = "111122223333";
  static final String ROLE = "arn:aws:iam::111122223333:role/rows";
  static final String BUCKET = "foreign-rows";

  @TempDir static Path temp;

  /** All job types. */
  static final List<String> TYPES =
      List.of(
          "cleanroomsml.export",
          "cleanroomsml.generation",
          "cleanroomsml.removal",
          "cleanroomsml.training",
          "dataexchange.export",
          "dataexchange.import",
          "dataexchange.registration",
          "dataexchange.url",
          "personalize.deletion",
          "personalize.erasure",
          "personalize.export",
          "personalize.import",
          "personalize.removal",
          "pinpoint.attribute-removal",
          "pinpoint.export",
          "pinpoint.fill",
          "pinpoint.import",
          "pinpoint.removal");

  static Map<String, String> flags;
  static Installation server;
  static S3Objects objects;

  @BeforeAll
  static void start() throws Exception {
    flags = Installation.foreignServerFlags(temp);
    server = Installation.start(temp.resolve("data"), flags);
    objects = new S3Objects(Backends.s3());
    objects.createBucket(BUCKET);
  }

  @AfterAll
  static void stop() {
    String types = "select distinct type from job where state = 'SUCCEEDED' order by type";
    assertThat(Sql.run(server.database(), types)).containsExactlyElementsOf(TYPES);
    server.close();
    objects.close();
    ForeignServers.requireQuickStatements();
  }

  static int endpointsImported(PinpointAsyncClient client, String app) {
    String job =
        call(client.createImportJob(
                r ->
                    r.applicationId(app)
                        .importJobRequest(
                            i ->
                                i.format("CSV")
                                    .roleArn(ROLE)
                                    .s3Url("s3://" + BUCKET + "/endpoints.csv"))))
            .importJobResponse()
            .id();
    ImportJobResponse ended =
        until(
                () -> client.getImportJob(r -> r.applicationId(app).jobId(job)),
                now -> PinpointCalls.FINAL.contains(now.importJobResponse().jobStatusAsString()))
            .importJobResponse();
    assertThat(ended.jobStatusAsString()).as(ended.toString()).isEqualTo("COMPLETED");
    return ended.totalProcessed();
  }

  static int endpointsExported(PinpointAsyncClient client, String app) {
    String job =
        call(client.createExportJob(
                r ->
                    r.applicationId(app)
                        .exportJobRequest(
                            e -> e.roleArn(ROLE).s3UrlPrefix("s3://" + BUCKET + "/endpoints/"))))
            .exportJobResponse()
            .id();
    ExportJobResponse ended =
        until(
                () -> client.getExportJob(r -> r.applicationId(app).jobId(job)),
                now -> PinpointCalls.FINAL.contains(now.exportJobResponse().jobStatusAsString()))
            .exportJobResponse();
    assertThat(ended.jobStatusAsString()).as(ended.toString()).isEqualTo("COMPLETED");
    return ended.totalProcessed();
  }

  static void recordsImported(
      PersonalizeAsyncClient client, String dataset, String file, String mode) {
    String job =
        call(client.createDatasetImportJob(
                r ->
                    r.jobName(file + "-" + System.nanoTime())
                        .datasetArn(dataset)
                        .roleArn(ROLE)
                        .importMode(mode)
                        .dataSource(s -> s.dataLocation("s3://" + BUCKET + "/" + file + ".csv"))))
            .datasetImportJobArn();
    assertThat(
            until(
                    () -> client.describeDatasetImportJob(r -> r.datasetImportJobArn(job)),
                    now ->
                        Set.of("ACTIVE", "CREATE FAILED").contains(now.datasetImportJob().status()))
                .datasetImportJob())
        .matches(ended -> ended.status().equals("ACTIVE"), "is ACTIVE");
  }

  static void recordsExported(PersonalizeAsyncClient client, String dataset) {
    String job =
        call(client.createDatasetExportJob(
                r ->
                    r.jobName("out")
                        .datasetArn(dataset)
                        .ingestionMode("ALL")
                        .roleArn(ROLE)
                        .jobOutput(
                            o -> o.s3DataDestination(d -> d.path("s3://" + BUCKET + "/records/")))))
            .datasetExportJobArn();
    until(
        () -> client.describeDatasetExportJob(r -> r.datasetExportJobArn(job)),
        now -> now.datasetExportJob().status().equals("ACTIVE"));
    long lines =
        objects.keys(BUCKET).stream()
            .filter(key -> key.startsWith("records/") && key.contains("/part-"))
            .mapToLong(key -> text(key).lines().skip(1).count())
            .sum();
    assertThat(lines).isEqualTo(ROWS);
  }

  /** Waits until that many jobs of a type that no operation shows have succeeded. */
  static void ended(String type, int jobs) {
    String count = "select count(*) from job where state = 'SUCCEEDED' and type = '" + type + "'";
    until(
        () -> CompletableFuture.supplyAsync(() -> Sql.run(server.database(), count).get(0)),
        found -> Integer.parseInt(found) >= jobs);
  }

  static void put(String key, String head, int rows, IntFunction<String> row) {
    String text =
        IntStream.range(0, rows).mapToObj(row).collect(Collectors.joining("\n", head + "\n", "\n"));
    objects.put(BUCKET, key, text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(String key) {
    return new String(objects.bytes(BUCKET, key), StandardCharsets.UTF_8);
  }
}
