package io.longshore.bench;

import io.longshore.config.DatabaseConfig;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.SampleInteractions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.personalize.model.DataDeletionJob;
import software.amazon.awssdk.services.personalize.model.DatasetExportJob;
import software.amazon.awssdk.services.personalize.model.DatasetImportJob;
import software.amazon.awssdk.services.personalize.model.ImportMode;
import software.amazon.awssdk.services.personalize.model.IngestionMode;
import software.amazon.awssdk.services.personalizeevents.PersonalizeEventsAsyncClient;

/** Interactions on a server, and the command-line tools that they are compared with. */
final class PersonalizeBenchRig implements AutoCloseable {

  static final String BUCKET = "bench-personalize";

  /** Of the account that has the bucket; a server with open roles accepts it from all accounts. */
  private static final String BENCH_ROLE = "arn:aws:iam::000000000000:role/bench";

  private static final long POLL_MILLIS = 50; // polling more often would add load

  final S3Objects objects;
  private final URI http;
  private final DatabaseConfig database;

  private final boolean ownRoles;

  PersonalizeBenchRig(ServerProcess server) throws Exception {
    this(server, false);
  }

  /**
   * @param ownRoles whether each account uses a role of its own, because the server's roles are not
   *     open
   */
  PersonalizeBenchRig(ServerProcess server, boolean ownRoles) throws Exception {
    this.ownRoles = ownRoles;
    this.http = server.http();
    this.database = server.database();
    this.objects = server.objects();
    objects.createBucket(BUCKET);
  }

  /** An interactions dataset in an account of its own. */
  final class Account implements AutoCloseable {

    final String dataset;
    final String group;
    final String trackingId;
    final PersonalizeEventsAsyncClient events;
    private final PersonalizeAsyncClient client;
    private final String role;

    Account(int number) {
      role = ownRoles ? "arn:aws:iam::%012d:role/bench".formatted(number) : BENCH_ROLE;
      StaticCredentialsProvider keys =
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create("%012d".formatted(number), "test"));
      client =
          PersonalizeAsyncClient.builder()
              .endpointOverride(http)
              .region(Region.US_EAST_1)
              .credentialsProvider(keys)
              .build();
      events =
          PersonalizeEventsAsyncClient.builder()
              .endpointOverride(http)
              .region(Region.US_EAST_1)
              .credentialsProvider(keys)
              .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(64))
              .build();
      String schema =
          client
              .createSchema(r -> r.name("bench").schema(SampleInteractions.SCHEMA))
              .join()
              .schemaArn();
      group = client.createDatasetGroup(r -> r.name("bench")).join().datasetGroupArn();
      dataset =
          client
              .createDataset(
                  r ->
                      r.name("bench")
                          .datasetType("Interactions")
                          .datasetGroupArn(group)
                          .schemaArn(schema))
              .join()
              .datasetArn();
      trackingId =
          client
              .createEventTracker(r -> r.name("bench").datasetGroupArn(group))
              .join()
              .trackingId();
    }

    /** Creates an import job and waits until it is ACTIVE. */
    void imported(String name, String key) {
      imported(role, name, key);
    }

    /** The same under a role. */
    void imported(String role, String name, String key) {
      imported(role, name, key, ImportMode.FULL);
    }

    /** Adds rows to those that the dataset has. */
    void added(String name, String key) {
      imported(role, name, key, ImportMode.INCREMENTAL);
    }

    private void imported(String role, String name, String key, ImportMode mode) {
      String arn =
          client
              .createDatasetImportJob(
                  r ->
                      r.jobName(name)
                          .datasetArn(dataset)
                          .roleArn(role)
                          .importMode(mode)
                          .dataSource(s -> s.dataLocation("s3://" + BUCKET + "/" + key)))
              .join()
              .datasetImportJobArn();
      Supplier<DatasetImportJob> job =
          () ->
              client
                  .describeDatasetImportJob(r -> r.datasetImportJobArn(arn))
                  .join()
                  .datasetImportJob();
      until("ACTIVE", () -> job.get().status(), () -> job.get().failureReason());
    }

    /** Deletes the users of a file, and waits until the job is COMPLETED. */
    void deleted(String name, String key) {
      String arn =
          client
              .createDataDeletionJob(
                  r ->
                      r.jobName(name)
                          .datasetGroupArn(group)
                          .roleArn(role)
                          .dataSource(s -> s.dataLocation("s3://" + BUCKET + "/" + key)))
              .join()
              .dataDeletionJobArn();
      Supplier<DataDeletionJob> job =
          () ->
              client
                  .describeDataDeletionJob(r -> r.dataDeletionJobArn(arn))
                  .join()
                  .dataDeletionJob();
      until("COMPLETED", () -> job.get().status(), () -> job.get().failureReason());
    }

    /** Creates an export job and waits until it is ACTIVE; returns the keys of its files. */
    List<String> exported(String name) {
      return exported(role, name);
    }

    /** The same under a role. */
    List<String> exported(String role, String name) {
      return exported(
          role, name, IngestionMode.fromValue(System.getProperty("bench.mode", "BULK")));
    }

    /** Exports imported records and those of calls. */
    List<String> exportedAll(String name) {
      return exported(role, name, IngestionMode.ALL);
    }

    private List<String> exported(String role, String name, IngestionMode mode) {
      String arn =
          client
              .createDatasetExportJob(
                  r ->
                      r.jobName(name)
                          .datasetArn(dataset)
                          .roleArn(role)
                          .ingestionMode(mode)
                          .jobOutput(
                              o -> o.s3DataDestination(d -> d.path("s3://" + BUCKET + "/out/"))))
              .join()
              .datasetExportJobArn();
      Supplier<DatasetExportJob> job =
          () ->
              client
                  .describeDatasetExportJob(r -> r.datasetExportJobArn(arn))
                  .join()
                  .datasetExportJob();
      until("ACTIVE", () -> job.get().status(), () -> job.get().failureReason());
      return objects.keys(BUCKET).stream()
          .filter(key -> key.startsWith("out/" + name + "/part-"))
          .toList();
    }

    @Override
    public void close() {
      client.close();
      events.close();
    }
  }

  private static void until(String end, Supplier<String> status, Supplier<String> reason) {
    while (!status.get().equals(end)) {
      if (status.get().endsWith("FAILED")) {
        throw new IllegalStateException("The job failed: " + reason.get());
      }
      new CompletableFuture<Void>()
          .completeOnTimeout(null, POLL_MILLIS, TimeUnit.MILLISECONDS)
          .join();
    }
  }

  /** Runs a shell command in which {@code $DB} is the database and {@code $S3} the S3 endpoint. */
  void runShell(String line) throws Exception {
    Commands.pipeline(
        line,
        Map.of(
            "DB", database.url(),
            "S3", http.toString(),
            "PGUSER", database.user(),
            "PGPASSWORD", database.password(),
            "AWS_ACCESS_KEY_ID", "test",
            "AWS_SECRET_ACCESS_KEY", "test",
            "AWS_DEFAULT_REGION", "us-east-1"));
  }

  @Override
  public void close() {
    objects.close();
  }
}
