package io.longshore.conformance;

import static io.longshore.fixture.Sdk.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.fixture.Installation;
import io.longshore.fixture.Sdk;
import io.longshore.fixture.Sql;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.pinpoint.PinpointAsyncClient;

/** Responses to callers while the database fails. */
class DatabaseFailureSdkIT {

  /** Raises the error whose SQLSTATE the app's name contains. */
  private static final String[] RAISING = {
    """
    create function raise_as_named() returns trigger language plpgsql as $$
    begin
      if new.name like 'state-%' then
        raise exception 'no luck' using errcode = substr(new.name, 7);
      end if;
      return new;
    end $$""",
    "create trigger raise_as_named before insert on pinpoint_app"
        + " for each row execute function raise_as_named()"
  };

  private static PinpointAsyncClient client;

  @BeforeAll
  static void open() {
    Installation server = Installation.shared();
    client = Sdk.client(PinpointAsyncClient.builder(), server.uri(), "000000000053");
    Sql.run(server.database(), RAISING);
  }

  @AfterAll
  static void close() {
    client.close();
    Sql.run(
        Installation.shared().database(),
        "drop trigger raise_as_named on pinpoint_app",
        "drop function raise_as_named");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"08006", "25006", "40001", "40P01", "53200", "53300", "57P05", "58030", "3D000"})
  void an_unreachable_database_is_a_retryable_503(String state) {
    assertThat(refusal(state).awsErrorDetails().errorMessage()).endsWith("try again.");
  }

  @Test
  void a_full_disk_is_reported_to_the_caller() {
    assertThat(refusal("53100").awsErrorDetails().errorMessage())
        .isEqualTo("The disk of the database is full; try again.");
  }

  @Test
  void an_invalid_statement_is_an_unexpected_failure() {
    AwsServiceException wrong =
        catchThrowableOfType(AwsServiceException.class, () -> create("42601"));
    assertThat(wrong.statusCode()).isEqualTo(500);
  }

  private static AwsServiceException refusal(String state) {
    AwsServiceException refusal =
        catchThrowableOfType(AwsServiceException.class, () -> create(state));
    assertThat(refusal.statusCode()).as(refusal.toString()).isEqualTo(503);
    assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailableException");
    assertThat(refusal.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("Retry-After"))
        .contains("1");
    assertThat((SdkServiceException) refusal)
        .satisfies(service -> assertThat(service.getMessage()).doesNotContain("no luck"));
    return refusal;
  }

  private static void create(String state) {
    call(
        client.createApp(
            r -> r.createApplicationRequest(app -> app.name("state-" + state).tags(Map.of()))));
  }
}
