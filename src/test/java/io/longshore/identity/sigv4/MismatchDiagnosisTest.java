package io.longshore.identity.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.config.AuthConfig;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.KeySource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The log's explanation of a wrong signature. */
class MismatchDiagnosisTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
  private static final String SENT =
      "/v1/tags/arn%3Aaws%3Amobiletargeting%3Aus-east-1%3A000000000000%3Aapps%2F1";
  private static final String UNESCAPED =
      "/v1/tags/arn:aws:mobiletargeting:us-east-1:000000000000:apps/1";
  private static final SignedRequest CALL =
      new SigV4Signer(new AccessKey("test", "test", "000000000000", true), CLOCK)
          .sign(
              new SignedRequest(
                  "GET", SENT, List.of(Map.entry("Host", "api.example:4566")), new byte[0]),
              "us-east-1",
              "mobiletargeting");

  private static String logDetail(String path, String host, String... forwarded) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(CALL.headers());
    headers.set(0, Map.entry("Host", host));
    for (String each : forwarded) {
      headers.add(Map.entry("X-Forwarded-Host", each));
    }
    SignedRequest received = new SignedRequest("GET", path, headers, new byte[0]);
    SigV4Verifier sigv4 =
        new SigV4Verifier(
            KeySource.embedded(), AuthConfig.defaults(), Set.of("mobiletargeting"), CLOCK);
    ApiError refused = (ApiError) sigv4.verify(received).cause();
    assertThat(refused.code().shape()).isEqualTo("InvalidSignatureException");
    assertThat(refused.getMessage()).doesNotContain(host);
    return refused.logDetail();
  }

  @Test
  void a_replaced_host_is_logged_with_the_signed_one() {
    assertThat(logDetail(SENT, "backend", "api.example:4566"))
        .startsWith(
            "The signature does not match the received request: Host 'backend', path '" + SENT)
        .endsWith(
            "It matches Host 'api.example:4566', which the client called: a proxy changed"
                + " the Host header.");
  }

  @Test
  void an_unescaped_path_is_logged_with_the_signed_one() {
    assertThat(logDetail(UNESCAPED, "api.example:4566"))
        .contains("path '" + UNESCAPED + "'.")
        .endsWith("It matches path '" + SENT + "': a proxy changed the path.");
  }

  @Test
  void without_a_forwarded_host_only_the_received_request_is_logged() {
    assertThat(logDetail(SENT, "backend"))
        .isEqualTo(
            "The signature does not match the received request: Host 'backend', path '"
                + SENT
                + "'.");
    assertThat(logDetail(SENT, "backend", "elsewhere")).endsWith(SENT + "'.");
    assertThat(logDetail(UNESCAPED, "backend", "api.example:4566"))
        .endsWith("A proxy changed both the Host header and the path.");
  }

  @Test
  void long_texts_are_truncated() {
    assertThat(logDetail("/" + "x".repeat(10_000), "h".repeat(10_000))).hasSizeLessThan(1_000);
  }
}
