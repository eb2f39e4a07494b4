package io.longshore.bench;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
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
import software.amazon.awssdk.services.personalize.model.DatasetExportJob;
import software.amazon.awssdk.services.personalize.model.DatasetImportJob;
import software.amazon.awssdk.services.personalize.model.IngestionMode;
import software.amazon.awssdk.services.personalizeevents.PersonalizeEventsAsyncClient;

/** Interactions on a server, and the command-line tools that they are compared with. */
final class PersonalizeBenchRig implements AutoCloseable {

  static final String BUCKET = "bench-personalize";
  private static final long POLL_MILLIS = 50; // polling more often would add load
  private static final String ROLE = "arn:aws:iam::000000000000:role/bench";

  final S3Objects objects;
  private final URI http;
  private final DatabaseConfig database;

  PersonalizeBenchRig(ServerProcess server) throws Exception {
    this.http = server.http();
    this.database = server.database();
    this.objects = new S3Objects(S3Config.defaults().at(http, "test", "test"));
    objects.createBucket(BUCKET);
  }

  /** An interactions dataset in an account of its own. */
  final class Account implements AutoCloseable {

    final String dataset;
    final String trackingId;
    final PersonalizeEventsAsyncClient events;
    private final PersonalizeAsyncClient client;

    Account(int number) {
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
      String group = client.createDatasetGroup(r -> r.name("bench")).join().datasetGroupArn();
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
      imported(ROLE, name, key);
    }

    /** The same under a role. */
    void imported(String role, String name, String key) {
      String arn =
          client
              .createDatasetImportJob(
                  r ->
                      r.jobName(name)
                          .datasetArn(dataset)
                          .roleArn(role)
                          .dataSource(s -> s.dataLocation("s3://" + BUCKET + "/" + key)))
              .join()
              .datasetImportJobArn();
      Supplier<DatasetImportJob> job =
          () ->
              client
                  .describeDatasetImportJob(r -> r.datasetImportJobArn(arn))
                  .join()
                  .datasetImportJob();
      until(() -> job.get().status(), () -> job.get().failureReason());
    }

    /** Creates an export job and waits until it is ACTIVE; returns the keys of its files. */
    List<String> exported(String name) {
      return exported(ROLE, name);
    }

    /** The same under a role. */
    List<String> exported(String role, String name) {
      String arn =
          client
              .createDatasetExportJob(
                  r ->
                      r.jobName(name)
                          .datasetArn(dataset)
                          .roleArn(role)
                          .ingestionMode(
                              IngestionMode.fromValue(System.getProperty("bench.mode", "BULK")))
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
      until(() -> job.get().status(), () -> job.get().failureReason());
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

  private static void until(Supplier<String> status, Supplier<String> reason) {
    while (!status.get().equals("ACTIVE")) {
      if (status.get().equals("CREATE FAILED")) {
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
