package io.longshore.identity.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ApiError;
import io.longshore.api.Principal;
import io.longshore.config.AuthConfig;
import io.longshore.identity.AuthenticatedCaller;
import io.longshore.identity.key.AccessKey;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures in the query, session tokens and expired keys. */
class PresignedQueryTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String SERVICE = "mobiletargeting";
  private static final CredentialScope SCOPE =
      new CredentialScope("20261121", "us-east-1", SERVICE);
  private static final String TOKEN = "session/token+==";
  private static final AccessKey KEY = new AccessKey("AKIDA", "hush", "111122223333", true);
  private static final AccessKey TEMPORARY =
      new AccessKey(
          "ASIDA",
          "hush",
          "111122223333",
          true,
          Optional.of(NOW.plusSeconds(60)),
          Optional.of(
              HexFormat.of()
                  .formatHex(SigningKeyCache.sha256(TOKEN.getBytes(StandardCharsets.UTF_8)))),
          Optional.empty());

  @Test
  void a_signature_in_the_query_is_as_valid_as_one_in_the_header() {
    assertThat(
            verify(KEY, presigned(KEY, "/v1/apps?page-size=5", "600", ""), NOW)
                .result()
                .principal())
        .isEqualTo(new Principal("111122223333", "us-east-1", "AKIDA"));
  }

  @Test
  void a_request_with_one_changed_bit_is_refused() {
    SignedRequest request = presigned(KEY, "/v1/apps?page-size=5", "600", "");

    for (SignedRequest mutant : Mutants.of(request)) {
      assertThat(verify(KEY, mutant, NOW).succeeded()).as(mutant.target()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"600,600,true", "600,601,false", "1,1,true", "604800,604800,true", "1,-300,true"})
  void a_presigned_request_is_valid_from_its_date_until_it_expires(
      String expires, long later, boolean accepted) {
    SignedRequest request = presigned(KEY, "/v1/apps", expires, "");

    Future<AuthenticatedCaller> verified = verify(KEY, request, NOW.plusSeconds(later));

    assertThat(verified.succeeded()).isEqualTo(accepted);
    if (!accepted) {
      refused(verified, "RequestExpired");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "604801",
        "abc",
        "1000000000000000000000000000000",
        "",
        "1.5",
        "+60",
        "١"
      })
  void a_validity_outside_one_second_to_one_week_is_refused(String expires) {
    refused(
        verify(KEY, presigned(KEY, "/v1/apps", expires, ""), NOW), "IncompleteSignatureException");
  }

  @Test
  void a_signature_from_the_future_is_not_yet_current() {
    refused(
        verify(KEY, presigned(KEY, "/v1/apps", "600", ""), NOW.minusSeconds(301)),
        "InvalidSignatureException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-SignedHeaders",
        "X-Amz-Signature"
      })
  void each_parameter_must_occur_exactly_once(String name) {
    SignedRequest request = presigned(KEY, "/v1/apps", "600", "");
    String pair = request.target().replaceAll(".*[?&](" + name + "=[^&]*).*", "$1");

    refused(
        verify(KEY, at(request, request.target().replace(pair, "a=b")), NOW),
        "IncompleteSignatureException");
    refused(
        verify(KEY, at(request, request.target() + "&" + pair), NOW),
        "IncompleteSignatureException");
    refused(
        verify(KEY, at(request, request.target() + "&%58" + pair.substring(1)), NOW),
        "IncompleteSignatureException");
  }

  @Test
  void a_request_signed_in_both_header_and_query_is_refused() {
    SignedRequest request = presigned(KEY, "/v1/apps", "600", "");
    List<Map.Entry<String, String>> headers = new ArrayList<>(request.headers());
    headers.add(Map.entry("Authorization", "Basic dGVzdDp0ZXN0"));

    refused(verify(KEY, request.with(headers), NOW), "IncompleteSignatureException");
  }

  @Test
  void a_temporary_key_requires_its_token_in_query_and_header() {
    String token = "&X-Amz-Security-Token=session%2Ftoken%2B%3D%3D";

    assertThat(verify(TEMPORARY, presigned(TEMPORARY, "/p", "60", token), NOW).succeeded())
        .isTrue();
    assertThat(verify(TEMPORARY, signed(TEMPORARY, TOKEN), NOW).succeeded()).isTrue();
    refused(
        verify(TEMPORARY, presigned(TEMPORARY, "/p", "60", ""), NOW),
        "UnrecognizedClientException");
    refused(verify(TEMPORARY, signed(TEMPORARY, null), NOW), "UnrecognizedClientException");
    refused(verify(TEMPORARY, signed(TEMPORARY, TOKEN + "x"), NOW), "UnrecognizedClientException");
    refused(verify(KEY, signed(KEY, TOKEN), NOW), "UnrecognizedClientException");
  }

  @Test
  void an_expired_key_is_refused() {
    Future<AuthenticatedCaller> verified =
        verify(TEMPORARY, signed(TEMPORARY, TOKEN), NOW.plusSeconds(60));

    refused(verified, "ExpiredTokenException");
    assertThat(verified.cause())
        .hasMessage("The security token included in the request is expired");
  }

  private static SignedRequest at(SignedRequest request, String target) {
    return new SignedRequest(request.method(), target, request.headers(), request.body());
  }

  private static SignedRequest presigned(AccessKey key, String path, String expires, String more) {
    String target =
        path
            + (path.contains("?") ? "&" : "?")
            + "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential="
            + key.id()
            + "%2F"
            + SCOPE.toString().replace("/", "%2F")
            + "&X-Amz-Date=20261121T120000Z&X-Amz-Expires="
            + expires
            + "&X-Amz-SignedHeaders=host"
            + more;
    SignedRequest unsigned =
        new SignedRequest("GET", target, List.of(Map.entry("Host", "h:1")), new byte[0]);
    String hash = HexFormat.of().formatHex(SigningKeyCache.sha256(new byte[0]));
    String canonical = CanonicalRequest.of(unsigned, List.of("host"), Set.of(), true, hash);
    byte[] signingKey = SigningKeyCache.derive(key.secret(), SCOPE);
    String signature =
        HexFormat.of().formatHex(SigV4Verifier.signature(signingKey, NOW, SCOPE, canonical));
    return at(unsigned, target + "&X-Amz-Signature=" + signature);
  }

  private static SignedRequest signed(AccessKey key, String token) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    headers.add(Map.entry("Host", "h:1"));
    if (token != null) {
      headers.add(Map.entry("X-Amz-Security-Token", token));
    }
    return new SigV4Signer(key, InstantSource.fixed(NOW))
        .sign(new SignedRequest("GET", "/p", headers, new byte[0]), "us-east-1", SERVICE);
  }

  private static Future<AuthenticatedCaller> verify(
      AccessKey key, SignedRequest request, Instant now) {
    return new SigV4Verifier(
            id -> Future.succeededFuture(Optional.of(key).filter(k -> k.id().equals(id))),
            AuthConfig.defaults(),
            Set.of(SERVICE),
            InstantSource.fixed(now))
        .verify(request);
  }

  private static void refused(Future<AuthenticatedCaller> result, String shape) {
    assertThat(result.failed()).isTrue();
    assertThat(((ApiError) result.cause()).code().shape()).isEqualTo(shape);
  }
}
