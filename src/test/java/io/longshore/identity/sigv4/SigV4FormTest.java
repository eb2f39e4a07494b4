package io.longshore.identity.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.config.AuthConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The required form and content of a signature. */
class SigV4FormTest extends SignedCalls {

  @Test
  void a_request_without_a_signature_is_refused() {
    refused(
        sigv4(NOW).verify(without(CALL, "Authorization")),
        "MissingAuthenticationTokenException",
        "Missing Authentication Token");
  }

  private static final String INCOMPLETE = "IncompleteSignatureException";

  @ParameterizedTest
  @CsvSource({
    "content-type;host,content-type;host;nowhere",
    "content-type;host,content-type",
    ";x-amz-date,''"
  })
  void host_and_date_must_be_signed_and_signed_headers_must_exist(String part, String replacement) {
    refused(
        sigv4(NOW).verify(with(CALL, "Authorization", v -> v.replace(part, replacement))),
        INCOMPLETE);
  }

  @Test
  void a_signature_in_upper_case_or_of_another_length_is_incomplete() {
    refused(sigv4(NOW).verify(signature(s -> "A" + s.substring(1))), INCOMPLETE);
    refused(sigv4(NOW).verify(signature(s -> s.substring(1))), INCOMPLETE);
    refused(sigv4(NOW).verify(signature(s -> s + "0")), INCOMPLETE);
  }

  @Test
  void a_duplicate_part_of_the_header_is_incomplete() {
    refused(
        sigv4(NOW).verify(with(CALL, "Authorization", v -> v + ", SignedHeaders=host")),
        INCOMPLETE);
  }

  @ParameterizedTest
  @CsvSource({"Authorization", "Host", "X-Amz-Date"})
  void a_duplicate_single_valued_header_is_refused(String name) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(CALL.headers());
    headers.add(Map.entry(name.toLowerCase(java.util.Locale.ROOT), CALL.values(name).get(0)));

    refused(sigv4(NOW).verify(CALL.with(headers)), INCOMPLETE);
  }

  @Test
  void an_unsigned_amz_header_is_refused() {
    refused(sigv4(NOW).verify(plus(CALL, "X-Amz-Target", "Personalize.Delete")), INCOMPLETE);
  }

  @ParameterizedTest
  @CsvSource({
    "User-Agent",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "x-amzn-trace-id",
    "Expect"
  })
  void headers_that_sdks_do_not_sign_need_not_be_signed(String name) {
    assertThat(sigv4(NOW).verify(plus(CALL, name, "anything")).succeeded()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "20261121T240000Z",
    "20260230T120000Z",
    "2026-11-21T12:00:00Z",
    "20261121T120000",
    "+20261121T12000Z",
    "''"
  })
  void an_invalid_date_is_refused(String date) {
    refused(sigv4(NOW).verify(with(CALL, "X-Amz-Date", v -> date)), INCOMPLETE);
  }

  @Test
  void a_missing_date_is_refused() {
    refused(sigv4(NOW).verify(without(CALL, "X-Amz-Date")), INCOMPLETE);
  }

  @Test
  void the_day_of_the_scope_must_be_that_of_the_date() {
    refused(
        sigv4(NOW).verify(with(CALL, "Authorization", v -> v.replace("/20261121/", "/20261120/"))),
        "InvalidSignatureException");
  }

  @Test
  void an_unserved_service_is_refused() {
    refused(
        sigv4(NOW).verify(with(CALL, "Authorization", v -> v.replace("mobiletargeting", "sqs"))),
        "InvalidSignatureException");
  }

  @Test
  void an_unconfigured_region_is_refused() {
    AuthConfig elsewhere =
        new AuthConfig(Optional.empty(), Duration.ofMinutes(5), Set.of("eu-west-1"));

    refused(sigv4(elsewhere, NOW).verify(CALL), "InvalidSignatureException");
  }
}
