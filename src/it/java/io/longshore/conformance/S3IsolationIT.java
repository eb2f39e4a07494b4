package io.longshore.conformance;

import static io.longshore.conformance.DataExchangeCalls.dataSet;
import static io.longshore.conformance.DataExchangeCalls.revision;
import static io.longshore.conformance.DataExchangeCalls.run;
import static io.longshore.conformance.DataExchangeRequests.byPattern;
import static io.longshore.conformance.DataExchangeRequests.importing;
import static io.longshore.fixture.Sdk.call;
import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.longshore.fixture.S3Objects;
import io.longshore.fixture.Sdk;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;
import software.amazon.awssdk.services.dataexchange.model.AssetType;
import software.amazon.awssdk.services.dataexchange.model.GetJobResponse;
import software.amazon.awssdk.services.dataexchange.model.State;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** A job has access to the buckets of its own account only. */
@Timeout(120)
class S3IsolationIT {

  private static final String OWNER = "733333333333";
  private static final String OTHER = "744444444444";
  private static final String OWNERS_BUCKET = "s3-isolation-theirs";
  private static final String OWN = "s3-isolation-own";
  private static final String ROLE = "arn:aws:iam::" + OTHER + ":role/any";

  private static final Set<JobStatus> ENDED = Set.of(JobStatus.FAILED, JobStatus.COMPLETED);

  private static S3Objects ownersObjects;
  private static S3Objects own;
  private static DataExchangeAsyncClient exchange;
  private static PinpointAsyncClient pinpoint;

  @BeforeAll
  static void start() {
    ownersObjects = new S3Objects(Installation.shared().s3(OWNER));
    own = new S3Objects(Installation.shared().s3(OTHER));
    ownersObjects.createBucket(OWNERS_BUCKET);
    own.createBucket(OWN);
    ownersObjects.put(
        OWNERS_BUCKET, "secret.json", bytes("{\"ChannelType\":\"EMAIL\",\"Address\":\"a@b.c\"}"));
    own.put(OWN, "mine", bytes("mine"));
    exchange = DataExchangeCalls.client(OTHER);
    pinpoint = Sdk.client(PinpointAsyncClient.builder(), Installation.shared().uri(), OTHER);
  }

  @AfterAll
  static void stop() {
    ownersObjects.close();
    own.close();
    exchange.close();
    pinpoint.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void an_import_reads_nothing_from_another_accounts_bucket_or_the_one_with_the_assets() {
    String set = dataSet(exchange, AssetType.S3_SNAPSHOT).id();
    String revision = revision(exchange, set);
    GetJobResponse job = run(exchange, importing(set, revision, OWNERS_BUCKET, "secret.json"));
    assertThat(job.state()).isEqualTo(State.ERROR);
    assertThat(job.errors().get(0).message()).contains(OWNERS_BUCKET);
    assertThat(DataExchangeCalls.assets(exchange, set, revision)).isEmpty();
    assertThat(run(exchange, importing(set, revision, OWN, "mine")).state())
        .isEqualTo(State.COMPLETED);
  }

  @Test
  void an_export_writes_nothing_into_another_accounts_bucket() {
    String set = dataSet(exchange, AssetType.S3_SNAPSHOT).id();
    String revision = revision(exchange, set);
    assertThat(run(exchange, importing(set, revision, OWN, "mine")).state())
        .isEqualTo(State.COMPLETED);
    GetJobResponse job = run(exchange, byPattern(set, revision, OWNERS_BUCKET, "${Asset.Name}"));
    assertThat(job.state()).isEqualTo(State.ERROR);
    assertThat(ownersObjects.keys(OWNERS_BUCKET)).containsExactly("secret.json");
  }

  @Test
  void pinpoint_neither_imports_from_nor_exports_to_another_accounts_bucket() {
    String app =
        call(pinpoint.createApp(r -> r.createApplicationRequest(a -> a.name("isolated"))))
            .applicationResponse()
            .id();
    String exported =
        call(pinpoint.createExportJob(
                r ->
                    r.applicationId(app)
                        .exportJobRequest(
                            e -> e.roleArn(ROLE).s3UrlPrefix("s3://" + OWNERS_BUCKET + "/out/"))))
            .exportJobResponse()
            .id();
    JobStatus ended =
        until(
                () -> pinpoint.getExportJob(r -> r.applicationId(app).jobId(exported)),
                answer -> ENDED.contains(answer.exportJobResponse().jobStatus()))
            .exportJobResponse()
            .jobStatus();
    assertThat(ended).isEqualTo(JobStatus.FAILED);
    assertThat(ownersObjects.keys(OWNERS_BUCKET)).containsExactly("secret.json");
  }
}
