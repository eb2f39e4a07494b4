package io.longshore.events.webhook;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The signatures against the reference library of Standard Webhooks. */
class WebhookSignatureTest {

  private static final String NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OLD = "whsec_plJ3nmyCDGBKInavdOK15jsl5jsl5jsl";
  private static final String BODY = "{\"detail\":{\"status\":\"COMPLETED\",\"name\":\"é😀\"}}";
  private static final String ID = "b0c7f3ce-9b0f-4a3e-9a1f-2d4f0a8f1f11";

  @Test
  void the_reference_library_verifies_a_signature_of_either_of_two_keys() {
    Map<String, List<String>> headers = headers(Instant.now(), NEW, OLD);
    for (String secret : List.of(NEW, OLD)) {
      assertThatCode(() -> new Webhook(secret).verify(BODY, headers)).doesNotThrowAnyException();
    }
  }

  @Test
  void the_reference_library_refuses_a_replay_with_a_changed_body_id_or_time() {
    Map<String, List<String>> headers = headers(Instant.now(), NEW);
    assertRefused(BODY.replace("COMPLETED", "FAILED"), headers);
    assertRefused(BODY, changed(headers, "webhook-id", "another"));
    String later = Long.toString(Instant.now().getEpochSecond() + 1);
    assertRefused(BODY, changed(headers, "webhook-timestamp", later));
  }

  @Test
  void the_reference_library_refuses_a_key_that_did_not_sign_and_a_request_that_is_old() {
    assertRefused(BODY, headers(Instant.now(), OLD));
    assertRefused(BODY, headers(Instant.now().minus(Duration.ofMinutes(10)), NEW));
  }

  private static void assertRefused(String body, Map<String, List<String>> headers) {
    assertThatThrownBy(() -> new Webhook(NEW).verify(body, headers))
        .isInstanceOf(WebhookVerificationException.class);
  }

  private static Map<String, List<String>> headers(Instant at, String... secrets) {
    List<byte[]> keys =
        List.of(secrets).stream()
            .map(secret -> Base64.getDecoder().decode(secret.substring("whsec_".length())))
            .toList();
    return Map.of(
        "webhook-id", List.of(ID),
        "webhook-timestamp", List.of(Long.toString(at.getEpochSecond())),
        "webhook-signature", List.of(new WebhookSignature(keys).of(ID, at, BODY)));
  }

  private static Map<String, List<String>> changed(
      Map<String, List<String>> headers, String name, String value) {
    Map<String, List<String>> changed = new java.util.HashMap<>(headers);
    changed.put(name, List.of(value));
    return changed;
  }
}
