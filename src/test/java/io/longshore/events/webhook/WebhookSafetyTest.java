package io.longshore.events.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.events.target.SendResult;
import io.longshore.events.target.SendResult.Verdict;
import io.vertx.core.http.HttpClientOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Where a webhook must not go, however its name resolves and whatever its endpoint answers. */
class WebhookSafetyTest extends WebhookFixture {

  @Test
  void a_redirect_is_a_failure_and_its_place_gets_no_request() {
    int inside = serve(request -> request.response().end());
    for (int status : List.of(301, 302, 303, 307, 308)) {
      int port =
          serve(
              request ->
                  request
                      .response()
                      .setStatusCode(status)
                      .putHeader("Location", "http://127.0.0.1:" + inside + "/inside")
                      .end());
      SendResult result = send(target("http://127.0.0.1:" + port + "/", true), event(1));
      assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
      assertThat(result.reason()).contains(status + "; redirects are not followed");
    }
    assertThat(requests).noneMatch(request -> request.path().equals("/inside"));
  }

  @Test
  void a_name_that_resolves_to_a_private_address_is_refused_also_beside_a_public_one() {
    int port = serve(request -> request.response().end());
    String url = "https://receiver.example:" + port + "/";
    for (String[] found :
        new String[][] {
          {"127.0.0.1"},
          {"10.1.2.3"},
          {"169.254.169.254"},
          {"::1"},
          {"fd00::1"},
          {"1.1.1.1", "192.168.0.1"}
        }) {
      WebhookTarget target = target(url, false, host -> addresses(found), new HttpClientOptions());
      assertThatThrownBy(() -> send(target, event(1)))
          .as(String.join(",", found))
          .hasMessageContaining("Refused to connect: receiver.example is ");
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void an_address_in_any_notation_is_refused_without_the_permission() {
    int port = serve(request -> request.response().end());
    for (String host :
        List.of(
            "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]")) {
      WebhookTarget target =
          target("https://" + host + ":" + port, false, HostResolver.system(vertx), trusting());
      assertThatThrownBy(() -> send(target, event(1)))
          .as(host)
          .hasMessageContaining("Refused to connect");
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void the_link_local_address_of_credentials_is_refused_even_with_the_permission() {
    WebhookTarget target =
        target("https://metadata.example", true, host -> addresses("169.254.169.254"), trusting());
    assertThatThrownBy(() -> send(target, event(1))).hasMessageContaining("link-local");
  }

  @Test
  void plain_http_goes_to_a_loopback_address_only_whatever_localhost_resolves_to() {
    WebhookTarget target =
        target("http://localhost:1", true, host -> addresses("10.1.2.3"), trusting());
    assertThatThrownBy(() -> send(target, event(1))).hasMessageContaining("plain HTTP");
  }

  @Test
  void the_connection_goes_to_the_address_that_was_checked_with_the_name_in_tls_and_host()
      throws Exception {
    int port = serveTls("receiver.example");
    AtomicInteger lookups = new AtomicInteger();
    HostResolver rebinding =
        host -> {
          hosts.add(host);
          return addresses(lookups.incrementAndGet() == 1 ? "127.0.0.1" : "169.254.169.254");
        };
    WebhookTarget target =
        target("https://receiver.example:" + port + "/in", true, rebinding, trusting());
    assertThat(send(target, event(1)).verdict()).isEqualTo(Verdict.DELIVERED);
    assertThat(hosts).containsExactly("receiver.example");
    assertThat(requests.get(0).authority().toString()).isEqualTo("receiver.example:" + port);
    assertThat(requests.get(0).connection().indicatedServerName()).isEqualTo("receiver.example");
    assertThatThrownBy(() -> send(target, event(2)))
        .as("the next try checks again")
        .hasMessageContaining("169.254.169.254");
    assertThat(requests).hasSize(1);
  }

  @Test
  void a_certificate_for_another_name_is_refused() throws Exception {
    int port = serveTls("receiver.example");
    WebhookTarget target =
        target("https://other.example:" + port, true, host -> addresses("127.0.0.1"), trusting());
    assertThat(send(target, event(1)).verdict()).isEqualTo(Verdict.FAILED);
    assertThat(requests).isEmpty();
  }
}
