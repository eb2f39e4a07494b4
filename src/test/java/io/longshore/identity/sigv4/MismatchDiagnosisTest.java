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

/** What the log says of a signature that is not right. */
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
  void a_host_that_a_proxy_replaced_is_named_beside_the_one_that_was_signed() {
    assertThat(logDetail(SENT, "backend", "api.example:4566"))
        .startsWith("The signature is not that of what was received: Host 'backend', path '" + SENT)
        .endsWith(
            "It is right for Host 'api.example:4566', which the client called: a proxy does not"
                + " pass Host.");
  }

  @Test
  void a_path_that_a_proxy_unescaped_is_named_beside_the_one_that_was_signed() {
    assertThat(logDetail(UNESCAPED, "api.example:4566"))
        .contains("path '" + UNESCAPED + "'.")
        .endsWith(
            "It is right for path '" + SENT + "': a proxy does not pass the path as it came.");
  }

  @Test
  void what_was_received_is_named_where_nobody_says_what_was_sent() {
    assertThat(logDetail(SENT, "backend"))
        .isEqualTo(
            "The signature is not that of what was received: Host 'backend', path '" + SENT + "'.");
    assertThat(logDetail(SENT, "backend", "elsewhere")).endsWith(SENT + "'.");
    assertThat(logDetail(UNESCAPED, "backend", "api.example:4566"))
        .endsWith("A proxy changed both.");
  }

  @Test
  void long_names_are_cut() {
    assertThat(logDetail("/" + "x".repeat(10_000), "h".repeat(10_000))).hasSizeLessThan(1_000);
  }
}
