package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.HttpConfig;
import io.longshore.edge.RawHttpClient.Reply;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.KeySource;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Unexpected failures get a response too, with the service's own error. */
class UnexpectedFailureTest {

  private static final KeySource KEYS = KeySource.embedded();

  /** Key look-ups that fail, in a way that depends on the account. */
  private static final KeySource BROKEN =
      accessKey ->
          switch (accessKey) {
            case "111111111111" -> Promise.<Optional<AccessKey>>promise().future();
            case "222222222222" -> throw new IllegalStateException("the secret reason");
            case "333333333333" -> Future.failedFuture(new StackOverflowError());
            default -> KEYS.find(accessKey);
          };

  @AutoClose
  private final SampleService service =
      SampleService.start(
          new HttpConfig("127.0.0.1", 0, 8, Duration.ofSeconds(20), Duration.ofSeconds(1)),
          BROKEN,
          Optional.of(
              request -> {
                throw new IllegalStateException("the secret reason");
              }));

  private final RawHttpClient client = new RawHttpClient(service.port());

  @Test
  void a_call_that_never_completes_times_out() {
    Reply reply = call("111111111111", SampleService.SIGNING_NAME);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().getString("Message")).isEqualTo("No response in time; try again.");
    assertThat(call("000000000000", SampleService.SIGNING_NAME).status()).isEqualTo(200);
  }

  @Test
  void an_exception_before_the_service_is_a_500_without_its_reason() {
    for (Reply reply :
        new Reply[] {
          call("222222222222", SampleService.SIGNING_NAME),
          call("333333333333", SampleService.SIGNING_NAME),
          call("000000000000", "s3")
        }) {
      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.body()).doesNotContain("secret");
    }
  }

  private Reply call(String account, String service) {
    return client.send(client.signedAs(account, service, "GET", "/v1/ships", ""));
  }
}
