package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.junit.Longshore;
import io.longshore.junit.LongshoreJob;
import io.longshore.junit.LongshoreServer;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.personalize.PersonalizeAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.PinpointClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

@Longshore
class InjectionTest {

  private String ofBeforeEach;

  @BeforeEach
  void remember(LongshoreServer longshore) {
    ofBeforeEach = longshore.account();
  }

  @Test
  void every_parameter_is_of_one_account(
      LongshoreServer longshore,
      URI uri,
      AwsCredentialsProvider credentials,
      PinpointClient pinpoint,
      PinpointAsyncClient asynchronous,
      PersonalizeAsyncClient personalize,
      S3Client s3,
      S3AsyncClient asynchronousS3) {
    assertThat(uri).isEqualTo(longshore.uri());
    assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo(longshore.account());
    assertThat(ofBeforeEach).isEqualTo(longshore.account());

    String arn =
        pinpoint
            .createApp(r -> r.createApplicationRequest(app -> app.name("one")))
            .applicationResponse()
            .arn();

    assertThat(arn).contains(":" + longshore.account() + ":");
    assertThat(asynchronous.getApps(r -> {}).join().applicationsResponse().item()).hasSize(1);
    assertThat(personalize.listSchemas(r -> {}).join().schemas()).isEmpty();
    s3.putObject(
        r -> r.bucket(longshore.bucket()).key("a/b c"),
        software.amazon.awssdk.core.sync.RequestBody.fromString("hello"));
    assertThat(asynchronousS3.listObjectsV2(r -> r.bucket(longshore.bucket())).join().contents())
        .hasSize(1);
  }

  @Test
  void an_export_is_found_by_its_type(LongshoreServer longshore, PinpointClient pinpoint)
      throws Exception {
    String app = Endpoints.app(pinpoint, 5);
    new NightlyExport(pinpoint, longshore.roleArn()).run(app, longshore.bucket());

    LongshoreJob job =
        longshore.jobs().type("pinpoint.export").single().awaitEnd(Duration.ofSeconds(20));

    assertThat(job.hasSucceeded()).as(job.toString()).isTrue();
    assertThat(job.rows()).isEqualTo(5);
    assertThat(job.manifest().lines()).hasSize(5).allMatch(line -> line.contains("\"Id\":\"e"));
    assertThat(job.manifest().text()).contains("entries");
  }

  @Nested
  class Inside {

    @Test
    void a_nested_test_has_an_account_of_its_own(
        LongshoreServer longshore, PinpointClient pinpoint) {
      assertThat(longshore.account()).isEqualTo(ofBeforeEach);
      assertThat(pinpoint.getApps(r -> {}).applicationsResponse().item()).isEmpty();
    }
  }
}
