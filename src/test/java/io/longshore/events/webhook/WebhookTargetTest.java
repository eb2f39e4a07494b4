package io.longshore.events.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.longshore.events.target.OutgoingEvent;
import io.longshore.events.target.SendResult;
import io.longshore.events.target.SendResult.Verdict;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real requests to real servers of this test; only names are resolved by the test. */
class WebhookTargetTest extends WebhookFixture {

  @Test
  void an_event_is_posted_with_signed_headers_in_the_envelope_of_eventbridge() throws Exception {
    int port = serve(request -> request.response().end("ignored"));
    OutgoingEvent event = event(1);
    assertThat(send(target("http://127.0.0.1:" + port + "/in?x=1", true), event).verdict())
        .isEqualTo(Verdict.DELIVERED);
    HttpServerRequest request = requests.get(0);
    assertThat(request.uri()).isEqualTo("/in?x=1");
    assertThat(request.getHeader("content-type")).isEqualTo("application/json");
    assertThat(request.getHeader("webhook-id")).isEqualTo(event.id().toString());
    assertThat(bodies.get(0)).isEqualTo(event.envelope().encode());
    new Webhook(SECRET).verify(bodies.get(0), headers(request));
  }

  @Test
  void two_tries_of_an_event_have_the_same_id() {
    int port = serve(request -> request.response().setStatusCode(500).end());
    WebhookTarget target = target("http://127.0.0.1:" + port, true);
    OutgoingEvent first = event(1);
    assertThat(send(target, first).reason()).isEqualTo("The endpoint answered 500");
    send(target, new OutgoingEvent(first.id(), first.group(), first.envelope(), 2));
    assertThat(requests).extracting(r -> r.getHeader("webhook-id")).hasSize(2);
    assertThat(requests.get(0).getHeader("webhook-id"))
        .isEqualTo(requests.get(1).getHeader("webhook-id"));
  }

  @Test
  void status_410_means_gone_and_429_names_the_pause() {
    int port =
        serve(
            request ->
                request
                    .response()
                    .setStatusCode(request.path().equals("/gone") ? 410 : 429)
                    .putHeader("Retry-After", "7")
                    .end());
    assertThat(send(target("http://127.0.0.1:" + port + "/gone", true), event(1)).verdict())
        .isEqualTo(Verdict.GONE);
    SendResult busy = send(target("http://127.0.0.1:" + port + "/busy", true), event(1));
    assertThat(busy.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(busy.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void a_receiver_that_does_not_answer_is_given_up_and_an_endless_body_is_not_read() {
    int silent = serve(request -> {});
    WebhookTarget patient = target("http://127.0.0.1:" + silent, true);
    assertThat(send(patient, event(1)).reason())
        .isEqualTo("The endpoint did not answer within 1.5 s");
    int endless =
        serve(
            request -> {
              request.response().setChunked(true);
              byte[] noise = new byte[16 * 1024];
              vertx.setPeriodic(
                  1,
                  tick -> {
                    if (request.response().closed()) {
                      vertx.cancelTimer(tick);
                    } else {
                      request.response().write(io.vertx.core.buffer.Buffer.buffer(noise));
                    }
                  });
            });
    assertThat(send(target("http://127.0.0.1:" + endless, true), event(1)).verdict())
        .isEqualTo(Verdict.DELIVERED);
  }

  @Test
  void no_reason_names_the_path_of_the_endpoint_which_may_be_a_secret() {
    int silent = serve(request -> {});
    int broken = serve(request -> request.connection().close());
    List<Integer> ports = List.of(silent, broken, 1);
    for (int port : ports) {
      SendResult result =
          send(target("http://127.0.0.1:" + port + "/T0KEN?k=T0KEN", true), event(1));
      assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
      assertThat(result.reason()).startsWith("The endpoint ").doesNotContain("T0KEN");
    }
  }
}
