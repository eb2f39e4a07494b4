package io.longshore.junit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The signatures against those of AWS's own signer. */
class SignedHttpCallTest {

  private static final Instant NOW = Instant.parse("2026-11-30T08:09:10Z");
  private static final URI ENDPOINT = URI.create("http://127.0.0.1:4566");

  @ParameterizedTest
  @CsvSource({
    "longshore, GET, /_longshore/v1/jobs, ''",
    "longshore, POST, /_longshore/v1/test/fates, '{\"Do\":\"HOLD\"}'",
    "longshore, GET, /_longshore/v1/jobs/a%20b%2Fc, ''",
    "s3, PUT, /a-bucket, ''",
    "s3, GET, /a-bucket/a%20b/c%2Bd, ''"
  })
  void the_signature_is_that_of_the_aws_sdk(
      String service, String method, String path, String body) {
    SignedHttpCall call =
        new SignedHttpCall(
            service, "us-east-1", method, path, Map.of("type", "a b+c*d~e", "maxResults", "5"));
    Map<String, String> headers =
        call.headers(ENDPOINT, "111122223333", "test", body.getBytes(StandardCharsets.UTF_8), NOW);

    assertThat(headers.get("Authorization")).isEqualTo(signedBySdk(call, body));
  }

  private static String signedBySdk(SignedHttpCall call, String body) {
    SdkHttpRequest request =
        SdkHttpFullRequest.builder()
            .method(SdkHttpMethod.valueOf(call.method()))
            .uri(call.uri(ENDPOINT))
            .build();
    return AwsV4HttpSigner.create()
        .sign(
            signing ->
                signing
                    .identity(AwsCredentialsIdentity.create("111122223333", "test"))
                    .request(request)
                    .payload(ContentStreamProvider.fromUtf8String(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, call.service())
                    .putProperty(AwsV4HttpSigner.REGION_NAME, call.region())
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !call.service().equals("s3"))
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC)))
        .request()
        .firstMatchingHeader("Authorization")
        .orElseThrow();
  }
}
