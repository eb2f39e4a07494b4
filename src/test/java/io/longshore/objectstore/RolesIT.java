package io.longshore.objectstore;

import static io.longshore.fixture.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.longshore.config.DatabaseConfig;
import io.longshore.config.S3Config;
import io.longshore.fixture.Backends;
import io.longshore.fixture.Installation;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.BadRequestException;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** Whose roles count beside an S3 of others. */
@Timeout(180)
class RolesIT {

  private static final String OWN = "arn:aws:iam::111122223333:role/export";
  private static final String THEIRS = "arn:aws:iam::444455556666:role/export";

  @TempDir Path temp;

  @Test
  void a_job_under_another_accounts_role_is_refused_or_fails() throws Exception {
    try (Installation server = Installation.start(temp.resolve("data"), flags());
        PinpointAsyncClient client = client(server)) {
      String app =
          client
              .createApp(r -> r.createApplicationRequest(c -> c.name("roles")))
              .join()
              .applicationResponse()
              .id();

      ExportJobResponse failed = exported(client, app, THEIRS);
      assertThat(failed.jobStatus()).isEqualTo(JobStatus.FAILED);
      assertThat(failed.failures().toString())
          .contains(THEIRS + " is not a role of account 111122223333");
      assertThat(exported(client, app, OWN).failures().toString())
          .contains("The bucket no-such-bucket does not exist"); // it got as far as S3

      CompletionException refused =
          assertThrows(
              CompletionException.class,
              () ->
                  client
                      .createImportJob(
                          r ->
                              r.applicationId(app)
                                  .importJobRequest(
                                      i ->
                                          i.roleArn(THEIRS)
                                              .s3Url("s3://no-such-bucket/x")
                                              .format("CSV")
                                              .registerEndpoints(true)))
                      .join());
      assertThat(refused.getCause())
          .isInstanceOf(BadRequestException.class)
          .hasMessageContaining("is not a role of account");
    }
  }

  private ExportJobResponse exported(PinpointAsyncClient client, String app, String role) {
    String id =
        client
            .createExportJob(
                r ->
                    r.applicationId(app)
                        .exportJobRequest(
                            e -> e.roleArn(role).s3UrlPrefix("s3://no-such-bucket/x/")))
            .join()
            .exportJobResponse()
            .id();
    Vertx vertx = Vertx.vertx();
    try {
      ExportJobResponse job = null;
      for (int look = 0; look < 600; look++) {
        job = client.getExportJob(r -> r.applicationId(app).jobId(id)).join().exportJobResponse();
        if (job.jobStatus() == JobStatus.FAILED || job.jobStatus() == JobStatus.COMPLETED) {
          return job;
        }
        await(vertx.timer(100).mapEmpty());
      }
      return job;
    } finally {
      await(vertx.close());
    }
  }

  private Map<String, String> flags() throws Exception {
    DatabaseConfig database = Backends.freshDatabase();
    S3Config s3 = Backends.s3();
    Path keys = Files.writeString(temp.resolve("keys"), "AKIDA hush 111122223333\n");
    Map<String, String> flags = new HashMap<>();
    flags.put("database.url", database.url());
    flags.put("database.user", database.user());
    flags.put("database.password", database.password());
    flags.put("s3.endpoint", s3.endpoint().orElseThrow().toString());
    flags.put("s3.accessKey", s3.accessKey().orElseThrow());
    flags.put("s3.secretKey", s3.secretKey().orElseThrow());
    flags.put("auth.keys_FILE", keys.toString());
    return flags;
  }

  private static PinpointAsyncClient client(Installation server) {
    return PinpointAsyncClient.builder()
        .endpointOverride(server.uri())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDA", "hush")))
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }
}
