package io.longshore.identity.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.Principal;
import io.longshore.config.AuthConfig;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.key.KeySource;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which signatures are accepted, when, and for what. */
class SigV4VerifierTest extends SignedCalls {

  static List<TestVectors> vectors() {
    return TestVectors.load();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void requests_signed_by_botocore_are_accepted(TestVectors vector) {
    Future<AuthenticatedCaller> verified = sigv4(NOW).verify(vector.request());

    assertThat(verified.cause()).isNull();
    assertThat(verified.result().principal())
        .isEqualTo(new Principal("000000000000", "us-east-1", "test"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void one_changed_bit_of_a_signed_byte_is_refused(TestVectors vector) {
    SigV4Verifier sigv4 = sigv4(NOW);
    List<SignedRequest> mutants = Mutants.of(vector.request());

    assertThat(mutants).hasSizeGreaterThan(200);
    for (SignedRequest mutant : mutants) {
      assertThat(sigv4.verify(mutant).succeeded()).as(mutant.toString()).isFalse();
    }
  }

  @Test
  void a_cached_signing_key_does_not_change_the_result() {
    SigV4Verifier sigv4 = sigv4(NOW);

    assertThat(sigv4.verify(CALL).succeeded()).isTrue();
    assertThat(sigv4.verify(CALL).succeeded()).isTrue();
    assertThat(sigv4.verify(with(CALL, "Content-Type", v -> "text/plain")).succeeded()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"-300,true", "-301,false", "300,true", "301,false"})
  void a_clock_skew_of_five_minutes_is_accepted(long seconds, boolean accepted) {
    assertThat(sigv4(NOW.plusSeconds(seconds)).verify(CALL).succeeded()).isEqualTo(accepted);
  }

  @Test
  void the_error_of_an_old_signature_says_when_it_expired() {
    refused(
        sigv4(NOW.plusSeconds(600)).verify(CALL),
        "InvalidSignatureException",
        "Signature expired: 20261121T120000Z is now earlier than 20261121T120500Z"
            + " (20261121T121000Z - 5 min.)");
  }

  @Test
  void the_error_of_an_early_signature_says_when_it_becomes_current() {
    refused(
        sigv4(NOW.minusSeconds(600)).verify(CALL),
        "InvalidSignatureException",
        "Signature not yet current: 20261121T120000Z is still later than 20261121T115500Z"
            + " (20261121T115000Z + 5 min.)");
  }

  @Test
  void a_larger_clock_skew_can_be_configured() {
    AuthConfig wide = new AuthConfig(Optional.empty(), Duration.ofMinutes(15), Set.of());
    Instant late = NOW.plusSeconds(800);

    assertThat(sigv4(wide, late).verify(CALL).succeeded()).isTrue();
  }

  /** Each value is served, known or allowed; only the signature is for another one. */
  @ParameterizedTest
  @CsvSource({
    "=test/,=210987654321/",
    "/us-east-1/,/eu-west-1/",
    "/mobiletargeting/,/dataexchange/",
    "content-type;host,host"
  })
  void a_signature_is_invalid_for_another_account_region_or_service(String own, String other) {
    KeySource keys =
        id ->
            Future.succeededFuture(
                Optional.of(new AccessKey(id, id.equals("test") ? id : "another", id, true)));
    SigV4Verifier sigv4 =
        new SigV4Verifier(keys, AuthConfig.defaults(), SERVICES, InstantSource.fixed(NOW));

    assertThat(sigv4.verify(CALL).succeeded()).isTrue();
    refused(
        sigv4.verify(with(CALL, "Authorization", v -> v.replace(own, other))),
        "InvalidSignatureException");
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/v1/apps/1",
    "POST,/v1/apps?page-size=6",
    "POST,/v1/apps",
    "POST,/v1/apps/?page-size=5",
    "PUT,/v1/apps?page-size=5",
    "GET,/v1/apps?page-size=5"
  })
  void a_signature_is_invalid_for_another_path_or_method(String method, String target) {
    refused(
        sigv4(NOW).verify(new SignedRequest(method, target, CALL.headers(), CALL.body())),
        "InvalidSignatureException");
  }

  @Test
  void an_unknown_key_and_a_disabled_key_result_in_the_same_error() {
    KeySource disabled =
        id -> Future.succeededFuture(Optional.of(new AccessKey(id, "test", "000000000000", false)));
    SigV4Verifier sigv4 =
        new SigV4Verifier(disabled, AuthConfig.defaults(), SERVICES, InstantSource.fixed(NOW));
    String error = "The security token included in the request is invalid.";

    refused(sigv4.verify(CALL), "UnrecognizedClientException", error);
    refused(
        sigv4(NOW).verify(with(CALL, "Authorization", v -> v.replace("=test/", "=nobody/"))),
        "UnrecognizedClientException",
        error);
  }

  @Test
  void a_session_token_is_ignored_for_test_keys_and_refused_for_real_keys() {
    SignedRequest tokened =
        new SigV4Signer(
                new AccessKey("test", "test", "000000000000", true), InstantSource.fixed(NOW))
            .sign(
                new SignedRequest(
                    "GET",
                    "/v1/apps",
                    List.of(Map.entry("Host", "h"), Map.entry("X-Amz-Security-Token", "t")),
                    new byte[0]),
                "us-east-1",
                "mobiletargeting");

    KeySource real =
        id -> Future.succeededFuture(Optional.of(new AccessKey(id, "test", "000000000000", true)));
    SigV4Verifier sigv4 =
        new SigV4Verifier(real, AuthConfig.defaults(), SERVICES, InstantSource.fixed(NOW));

    refused(sigv4.verify(tokened), "UnrecognizedClientException");
    assertThat(sigv4(NOW).verify(tokened).succeeded()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "e3b0c442"})
  void an_unhashed_payload_is_refused(String hash) {
    SignedRequest unhashed =
        new SigV4Signer(
                new AccessKey("test", "test", "000000000000", true), InstantSource.fixed(NOW))
            .sign(
                new SignedRequest(
                    "GET",
                    "/v1/apps",
                    List.of(Map.entry("Host", "h"), Map.entry("X-Amz-Content-Sha256", hash)),
                    new byte[0]),
                "us-east-1",
                "mobiletargeting");

    refused(sigv4(NOW).verify(unhashed), "InvalidSignatureException");
  }

  @Test
  void a_twelve_digit_key_is_that_account() {
    SignedRequest call =
        new SigV4Signer(
                new AccessKey("210987654321", "test", "210987654321", true),
                InstantSource.fixed(NOW))
            .sign(
                new SignedRequest("GET", "/v1/apps", List.of(Map.entry("Host", "h")), new byte[0]),
                "eu-west-1",
                "mobiletargeting");

    assertThat(sigv4(NOW).verify(call).result().principal())
        .isEqualTo(new Principal("210987654321", "eu-west-1", "210987654321"));
  }

  @Test
  void no_message_contains_the_expected_signature() {
    String expected = CALL.values("authorization").get(0).split("Signature=")[1];

    String error = sigv4(NOW).verify(signature(s -> "0".repeat(64))).cause().getMessage();

    assertThat(error).doesNotContain(expected).doesNotContain("test").doesNotContain("0000");
  }
}
