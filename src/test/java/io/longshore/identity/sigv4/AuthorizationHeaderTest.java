package io.longshore.identity.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.api.ApiError;
import io.longshore.api.CommonError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationHeaderTest {

  private static final String HEADER =
      "AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/mobiletargeting/aws4_request,"
          + " SignedHeaders=content-type;host;x-amz-date, Signature="
          + "0123456789abcdef".repeat(4);

  @Test
  void the_parts_may_be_in_any_order_and_without_spaces() {
    String signature = "0123456789abcdef".repeat(4);
    AuthorizationHeader expected =
        new AuthorizationHeader(
            "test",
            new CredentialScope("20261121", "us-east-1", "mobiletargeting"),
            List.of("content-type", "host", "x-amz-date"),
            signature);

    assertThat(AuthorizationHeader.parse(HEADER)).isEqualTo(expected);
    assertThat(
            AuthorizationHeader.parse(
                "AWS4-HMAC-SHA256 Signature="
                    + signature
                    + ",SignedHeaders=content-type;host;x-amz-date"
                    + ",Credential=test/20261121/us-east-1/mobiletargeting/aws4_request"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "Basic dGVzdDp0ZXN0",
    "Bearer x",
    "AWS test:c2ln",
    "AWS4-ECDSA-P256-SHA256 Credential=test",
    "AWS4-HMAC-SHA256",
    "AWS4-HMAC-SHA256 "
  })
  void other_schemes_are_incomplete(String header) {
    incomplete(header);
  }

  @ParameterizedTest
  @CsvSource({
    "Credential=test/,Credential=",
    "Credential=test/,Credential=te-st/",
    "/20261121/,/2026112/",
    "/us-east-1/,//",
    "/aws4_request,/aws4_nothing",
    "/aws4_request,",
    "SignedHeaders=,Signed=",
    "Signature=,X=",
    "content-type;host,host;content-type",
    "content-type;host,host;host",
    "content-type;host,Content-Type;host"
  })
  void a_malformed_header_is_incomplete(String part, String instead) {
    String replacement = instead == null ? "" : instead;
    incomplete(HEADER.replace(part, replacement));
  }

  private static void incomplete(String header) {
    assertThatThrownBy(() -> AuthorizationHeader.parse(header))
        .isInstanceOfSatisfying(
            ApiError.class,
            error -> assertThat(error.code()).isEqualTo(CommonError.INCOMPLETE_SIGNATURE));
  }
}
