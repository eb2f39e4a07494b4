package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.edge.RawHttpClient.Reply;
import io.longshore.identity.key.AccessKey;
import io.longshore.identity.sigv4.SigV4Signer;
import io.longshore.identity.sigv4.SignedRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid requests get the service's own error and do not reach the service. */
class EdgeRefusalTest {

  @AutoClose
  private static final SampleService service = SampleService.start(256, Optional.empty());

  private static final RawHttpClient client = new RawHttpClient(service.port());

  @AfterEach
  void nothing_reached_the_service() {
    assertThat(service.calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"POST,/v1/ships/one/wreck,SinkShip", "GET,/v1/wrecks,GetWrecks"})
  void an_unsupported_operation_of_aws_is_distinguished_from_an_unknown_one(
      String method, String path, String name) {
    Reply reply = client.send(client.signed(method, path, ""));

    refused(reply, 501, "NotImplementedException");
    assertThat(reply.json().getString("Message"))
        .isEqualTo(name + " is not supported. Supported of sample: ships and tags.");
    refused(client.send(client.signed("PUT", "/v1/wrecks", "")), 404, "UnknownOperationException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|Name is required",
        "{\"Name\":null}|Name is required",
        "{\"Name\":\"\"}|Name must have at least 1 character",
        "{\"Name\":\"123456789\"}|Name must have at most 8 characters",
        "{\"Name\":\"a\\nb\"}|Name must match the pattern ^[\\x{20}-\\x{D7FF}\\x{10000}-\\x{10FFFF}]*$",
        "{\"Name\":5}|Name must be a string",
        "{\"Name\":\"x\",\"Tons\":\"5\"}|Tons must be a whole number",
        "{\"Name\":\"x\",\"Tons\":5.5}|Tons must be a whole number",
        "{\"Name\":\"x\",\"Tons\":2147483648}|Tons must be a whole number of 32 bits",
        "{\"Name\":\"x\",\"Kind\":\"BOAT\"}|Kind must be one of [TUG, LINER]",
        "{\"Name\":\"x\",\"Location\":{\"Latitude\":\"n\"}}|Location.Latitude must be a number",
        "{\"Name\":\"x\",\"Location\":{\"Latitude\":91}}|Location.Latitude must be at most 90",
        "{\"Name\":\"x\",\"Location\":{}}|Location.Latitude is required",
        "{\"Name\":\"x\",\"Location\":[]}|Location must be an object",
        "{\"Name\":\"x\",\"Ports\":[\"a\",1]}|Ports[1] must be a string",
        "{\"Name\":\"x\",\"Ports\":[null]}|Ports[0] must be a string",
        "{\"Name\":\"x\",\"Ports\":[\"a\",\"a\"]}|Ports must not have duplicate items",
        "{\"Name\":\"x\",\"Ports\":[\"a\",\"b\",\"c\",\"d\"]}|Ports must have at most 3 items",
        "{\"Name\":\"x\",\"Escort\":{\"Escort\":{}}}|Escort.Name is required",
        "{\"Name\":\"x\",\"Tags\":{\"a\":1}}|Tags.a must be a string",
        "{\"Name\":\"x\",\"Tags\":{\"abcde\":\"\"}}|Tags has a member name that must have at most 4 characters",
        "[]|The request body must be a JSON object.",
        "\"x\"|The request body must be a JSON object.",
        "{\"Name\":\"x\",\"Name\":\"y\"}|The request body has a duplicate member: Name",
        "{\"Name\":null,\"Name\":\"y\"}|The request body has a duplicate member: Name",
        "{\"Name\":\"x\"} {}|The request body has content after its JSON object.",
        "{\"Name\":\"\\u0000\"}|The request body has a string with a NUL or an unpaired surrogate.",
        "{\"Name\":\"\\ud800\"}|The request body has a string with a NUL or an unpaired surrogate.",
        "{\"Name\":\"x\",\"Tons\":1e999}|The request body has a number that is out of range."
      })
  void an_invalid_body_is_refused_with_the_name_of_the_member(String body, String message) {
    Reply reply = client.send(client.signed("POST", "/v1/ships", body));

    refused(reply, 400, "BadRequestException");
    assertThat(reply.json().getString("Message")).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{", "{\"Name\":}", "{'Name':'x'}", "{\"Name\":\"x\",}", "{\"Name\":NaN}", "nul"})
  void a_body_that_is_not_json_is_refused(String body) {
    Reply reply = client.send(client.signed("POST", "/v1/ships", body));

    refused(reply, 400, "BadRequestException");
  }

  @Test
  void a_body_nested_too_deep_is_refused() {
    String deep = "{\"Name\":\"x\",\"More\":" + "[".repeat(70) + "]".repeat(70) + "}";

    refused(client.send(client.signed("POST", "/v1/ships", deep)), 400, "BadRequestException");
  }

  @Test
  void a_body_that_is_not_utf_8_is_refused() {
    for (String hex : List.of("7bff7d", "7b22c080227d", "7b22eda080227d")) {
      byte[] body = HexFormat.of().parseHex(hex);
      refused(sendBody(body), 400, "BadRequestException");
    }
    byte[] wide = "{\"Name\":\"x\"}".getBytes(StandardCharsets.UTF_16BE);
    refused(sendBody(wide), 400, "BadRequestException");
  }

  @Test
  void a_missing_body_is_refused() {
    Reply reply = client.send(client.signed("POST", "/v1/ships", ""));

    refused(reply, 400, "BadRequestException");
    assertThat(reply.json().getString("Message")).isEqualTo("The request body is required");
  }

  @Test
  void a_body_of_an_operation_without_body_is_refused() {
    refused(client.send(client.signed("GET", "/v1/ships", "{}")), 400, "BadRequestException");
    refused(client.send(client.signed("DELETE", "/v1/ships/1", "{}")), 400, "BadRequestException");
  }

  @Test
  void a_body_with_a_content_encoding_is_refused() {
    Reply reply =
        client.send(
            client.signed("POST", "/v1/ships", "{\"Name\":\"x\"}", "Content-Encoding", "gzip"));

    refused(reply, 400, "BadRequestException");
  }

  @ParameterizedTest
  @CsvSource({
    "page-size=0,page-size must be at least 1",
    "page-size=101,page-size must be at most 100",
    "page-size=ten,page-size must be a whole number",
    "page-size=,page-size must be a whole number",
    "page-size=5.5,page-size must be a whole number",
    "page-size=5&page-size=6,page-size must be given only once",
    "token=12345678901234567,token must have at most 16 characters"
  })
  void an_invalid_parameter_is_refused(String query, String message) {
    Reply reply = client.send(client.signed("GET", "/v1/ships?" + query, ""));

    refused(reply, 400, "BadRequestException");
    assertThat(reply.json().getString("Message")).isEqualTo(message);
  }

  @Test
  void too_many_values_and_wrong_headers_are_refused() {
    String four = "tagKeys=a&tagKeys=b&tagKeys=c&tagKeys=d";
    refused(client.send(client.signed("GET", "/v1/ships?" + four, "")), 400, "BadRequestException");
    refused(
        client.send(client.signed("GET", "/v1/ships", "", "x-sample-dry", "perhaps")),
        400,
        "BadRequestException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1//ships", "//v1/ships", "/v1/./ships", "/v1/../ships", "/v1/%2e%2E/ships",
        "/v1/ships/%zz", "/v1/ships/%4", "/v1/ships/%ff", "/v1/ships/%00", "/v1/ships?token=%",
        "/v1/ships?token=%C3", "/v1/ships#part", "/v1/ships/é"
      })
  void an_ambiguous_target_is_refused(String target) {
    refused(client.send(client.signed("GET", target, "")), 400, "BadRequestException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://h/v1/ships", "h:80", "*", "v1/ships"})
  void a_target_that_is_not_a_path_is_refused(String target) {
    SignedRequest request = client.signed("GET", "/v1/ships", "");
    refused(
        client.send(new SignedRequest("GET", target, request.headers(), new byte[0])),
        400,
        "SerializationException");
  }

  @Test
  void an_unknown_path_is_404_and_names_what_is_served() {
    Reply reply = client.send(client.signed("GET", "/v1/boats", ""));

    refused(reply, 404, "UnknownOperationException");
    assertThat(reply.json().getString("Message")).contains("sample").contains("5 operations");
    refused(
        client.send(client.signed("GET", "/v1/ships/1/2", "")), 404, "UnknownOperationException");
    refused(client.send(client.signed("GET", "/", "")), 404, "UnknownOperationException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "POST", "TRACE", "BREW"})
  void a_wrong_method_of_a_known_path_is_405_and_names_the_right_ones(String method) {
    Reply reply = client.send(client.signed(method, "/v1/ships/1", ""));

    refused(reply, 405, "MethodNotAllowedException");
    assertThat(reply.headers()).containsEntry("allow", "DELETE, GET, OPTIONS");
  }

  @Test
  void a_wrong_method_of_head_is_405_without_a_body() {
    assertThat(client.send(client.signed("HEAD", "/v1/ships/1", "")).status()).isEqualTo(405);
  }

  @Test
  void an_unsigned_request_is_403_in_either_spelling() {
    Reply reply = client.raw("GET /v1/ships HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.headers())
        .containsEntry("x-amzn-errortype", "MissingAuthenticationTokenException")
        .containsKeys("x-amzn-requestid", "date");
    assertThat(reply.json().getString("message")).isEqualTo("Missing Authentication Token");
    assertThat(reply.json().getString("Message")).isEqualTo("Missing Authentication Token");
  }

  @Test
  void a_wrong_signature_is_refused_before_validation() {
    SignedRequest request = client.signed("POST", "/v1/ships", "{\"Name\":\"x\"}");

    refused(
        client.send(
            new SignedRequest(
                "POST",
                "/v1/ships",
                request.headers(),
                "{\"Name\":\"y\"}".getBytes(StandardCharsets.UTF_8))),
        403,
        "InvalidSignatureException");
    refused(
        client.send(new SignedRequest("GET", "/nowhere", request.headers(), request.body())),
        403,
        "InvalidSignatureException");
  }

  @Test
  void a_signature_for_another_service_is_refused() {
    Reply reply = client.send(client.signedFor("sqs", "GET", "/v1/ships", ""));

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.headers()).containsEntry("x-amzn-errortype", "InvalidSignatureException");
    assertThat(reply.json().getString("__type")).isEqualTo("InvalidSignatureException");
    assertThat(reply.json().getString("message")).contains("served here: [sample]");
    assertThat(client.send(client.signedFor("s3", "GET", "/bucket", "")).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "X-Amz-Date", "Authorization"})
  void a_duplicate_single_valued_header_is_refused(String name) {
    SignedRequest request = client.signed("GET", "/v1/ships", "");
    List<Map.Entry<String, String>> headers = new ArrayList<>(request.headers());
    request.headers().stream().filter(h -> h.getKey().equals(name)).forEach(headers::add);

    refused(
        client.send(new SignedRequest("GET", "/v1/ships", headers, new byte[0])),
        400,
        "IncompleteSignatureException");
  }

  private static Reply sendBody(byte[] body) {
    SignedRequest signed =
        new SigV4Signer(
                new AccessKey("test", "test", "000000000000", true),
                InstantSource.fixed(SampleService.NOW))
            .sign(
                new SignedRequest("POST", "/v1/ships", List.of(Map.entry("Host", "h")), body),
                "us-east-1",
                SampleService.SIGNING_NAME);
    return client.send(signed);
  }

  private static void refused(Reply reply, int status, String shape) {
    assertThat(reply.headers().get("x-amzn-errortype")).as(reply.body()).isEqualTo(shape);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.headers())
        .containsEntry("content-type", "application/json")
        .containsKeys("x-amzn-requestid", "date");
    assertThat(reply.json().getString("Message")).isNotBlank();
    boolean ownDialect = reply.json().containsKey("RequestID");
    if (ownDialect) {
      assertThat(reply.json().getString("RequestID"))
          .isEqualTo(reply.headers().get("x-amzn-requestid"));
    }
  }
}
