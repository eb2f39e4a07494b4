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

/** What goes wrong inside is answered, too, in the service's own words. */
class UnforeseenTest {

  private static final KeySource KEYS = KeySource.embedded();

  /** The account says how its key cannot be looked up. */
  private static final KeySource BROKEN =
      accessKey ->
          switch (accessKey) {
            case "111111111111" -> Promise.<Optional<AccessKey>>promise().future();
            case "222222222222" -> throw new IllegalStateException("the secret reason");
            case "333333333333" -> Future.failedFuture(new StackOverflowError());
            default -> KEYS.find(accessKey);
          };

  @AutoClose
  private final SampleService harbour =
      SampleService.start(
          new HttpConfig("127.0.0.1", 0, 8, Duration.ofSeconds(20), Duration.ofSeconds(1)),
          BROKEN,
          Optional.of(
              request -> {
                throw new IllegalStateException("the secret reason");
              }));

  private final RawHttpClient wire = new RawHttpClient(harbour.port());

  @Test
  void a_call_that_the_house_never_ends_is_given_up_after_a_bound() {
    Reply reply = call("111111111111", SampleService.SIGNING_NAME);

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().getString("Message")).isEqualTo("No answer in time; try again.");
    assertThat(call("000000000000", SampleService.SIGNING_NAME).status()).isEqualTo(200);
  }

  @Test
  void what_is_thrown_on_the_way_is_a_500_without_its_reason() {
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
    return wire.send(wire.signedAs(account, service, "GET", "/v1/ships", ""));
  }
}
