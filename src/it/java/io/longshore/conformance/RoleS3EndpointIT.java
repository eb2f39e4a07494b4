package io.longshore.conformance;

import static io.longshore.fixture.Sdk.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.fixture.Installation;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;
import software.amazon.awssdk.services.pinpoint.model.ExportJobResponse;
import software.amazon.awssdk.services.pinpoint.model.JobStatus;

/** A role with an S3 of its own. */
@Timeout(180)
class RoleS3EndpointIT extends RolesFixture {

  @Test
  void a_job_uses_the_s3_of_its_role_and_fails_after_the_role_is_removed() throws Exception {
    String job;
    String app;
    try (Installation server = Installation.start(temp.resolve("data"), flags(roles()))) {
      PinpointAsyncClient client = client(PinpointAsyncClient.builder(), server);
      app = app(client);
      job = export(client, app, ELSEWHERE, OPEN).join();
      until(() -> CompletableFuture.completedFuture(busyS3.requests.size()), asked -> asked > 0);
    }
    MultiMap asked = busyS3.requests.get(0);
    assertThat(asked.get("x-amz-expected-bucket-owner")).isEqualTo(ACCOUNT);
    assertThat(asked.get("authorization")).contains("AKIDROLE/", "/eu-west-1/s3/");

    JsonObject fewer = roles();
    fewer.remove(ELSEWHERE);
    try (Installation server = Installation.start(temp.resolve("data"), flags(fewer))) {
      PinpointAsyncClient client = client(PinpointAsyncClient.builder(), server);
      ExportJobResponse failed = ended(client, app, job);
      assertThat(failed.jobStatus()).isEqualTo(JobStatus.FAILED);
      assertThat(failed.failures().toString())
          .contains(ELSEWHERE + " is not among the roles of the configuration");
    }
  }
}
