package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.api.ServiceResponse;
import io.longshore.edge.RawHttpClient.Reply;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EdgeVerticleTest {

  private static final String ARN = "arn:aws:sample:us-east-1:000000000000:ships/1+2";

  @AutoClose
  private static final SampleService service = SampleService.start(256, Optional.empty());

  private static final RawHttpClient client = new RawHttpClient(service.port());

  @BeforeEach
  void forget() {
    service.calls.clear();
  }

  @Test
  void a_signed_and_valid_call_returns_the_service_s_response() {
    Reply reply =
        client.send(
            client.signed(
                "POST", "/v1/ships", "{\"Name\":\"⚓\",\"Tons\":5.0,\"Kind\":null,\"New\":1}"));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.headers()).containsEntry("content-type", "application/json");
    assertThat(reply.json().getString("account")).isEqualTo("000000000000");
    assertThat(service.calls).hasSize(1);
    assertThat(service.calls.get(0).requestId()).isEqualTo(reply.headers().get("x-amzn-requestid"));
    assertThat(service.calls.get(0).body())
        .isEqualTo(new JsonObject().put("Name", "⚓").put("Tons", 5.0).put("New", 1));
  }

  @Test
  void an_arn_with_an_escaped_slash_is_one_label_and_decoded_once() {
    Reply reply =
        client.send(
            client.signed(
                "GET", "/v1/tags/arn%3Aaws%3Asample%3Aus-east-1%3A000000000000%3Aships%2F1+2", ""));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(service.calls.get(0).parameter("arn")).isEqualTo(ARN);
  }

  @Test
  void an_escaped_percent_sign_is_decoded_once_only() {
    client.send(client.signed("GET", "/v1/tags/100%2525%252F", ""));

    assertThat(service.calls.get(0).parameter("arn")).isEqualTo("100%25%2F");
  }

  @Test
  void query_and_header_parameters_have_the_types_of_their_schemas() {
    client.send(
        client.signed(
            "GET",
            "/v1/ships?page-size=10&token=1+1%202&tagKeys=b&tagKeys=a&unknown=x",
            "",
            "x-sample-dry",
            "true"));

    assertThat(service.calls.get(0).parameters())
        .isEqualTo(
            new JsonObject()
                .put("page-size", 10)
                .put("token", "1+1 2")
                .put("tagKeys", new JsonArray().add("b").add("a"))
                .put("x-sample-dry", true));
  }

  @Test
  void a_204_response_has_no_body() {
    Reply reply = client.send(client.signed("DELETE", "/v1/ships/1", ""));

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.headers()).doesNotContainKey("content-type");
  }

  @Test
  void every_response_has_its_own_request_id_the_date_and_cors_headers() {
    Reply good = client.send(client.signed("GET", "/v1/ships", ""));
    Reply bad = client.send(client.signed("GET", "/v1/ships/absent", ""));

    for (Reply reply : List.of(good, bad)) {
      assertThat(reply.headers())
          .containsEntry("date", "Sat, 21 Nov 2026 12:00:00 GMT")
          .containsEntry("access-control-allow-origin", "*")
          .containsEntry("x-content-type-options", "nosniff")
          .containsEntry("cache-control", "no-store")
          .containsEntry("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
          .containsKey("access-control-expose-headers");
      assertThat(reply.headers().get("x-amzn-requestid")).matches("[0-9a-f-]{36}");
    }
    assertThat(good.headers().get("x-amzn-requestid"))
        .isNotEqualTo(bad.headers().get("x-amzn-requestid"));
  }

  @Test
  void an_error_of_the_service_has_its_members() {
    Reply reply = client.send(client.signed("GET", "/v1/ships/absent", ""));

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.headers()).containsEntry("x-amzn-errortype", "NotFoundException");
    assertThat(reply.json())
        .isEqualTo(
            new JsonObject()
                .put("ResourceId", "absent")
                .put("Message", "No such ship")
                .put("RequestID", reply.headers().get("x-amzn-requestid")));
  }

  @Test
  void an_unexpected_failure_is_a_500_without_its_reason() {
    Reply reply = client.send(client.signed("GET", "/v1/ships/broken", ""));

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.headers()).containsEntry("x-amzn-errortype", "InternalServerErrorException");
    assertThat(reply.body()).doesNotContain("secret").doesNotContain("Exception");
  }

  @Test
  void a_call_without_a_response_in_time_is_a_503() {
    Reply reply = client.send(client.signed("GET", "/v1/ships/slow", ""));

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers()).containsEntry("x-amzn-errortype", "ServiceUnavailableException");
    service.waiting.clear();
  }

  @Test
  void an_unsigned_options_request_gets_a_response_on_every_path() {
    Reply reply = client.raw("OPTIONS /v1/ships/1 HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers())
        .containsEntry("allow", "DELETE, GET, OPTIONS")
        .containsEntry("access-control-allow-methods", "DELETE, GET, OPTIONS")
        .containsEntry("access-control-max-age", "86400")
        .containsKeys("access-control-allow-headers", "x-amzn-requestid", "date");
    assertThat(client.raw("OPTIONS /v1/ships HTTP/1.1\r\nHost: h\r\n\r\n").headers())
        .containsEntry("allow", "GET, OPTIONS, POST");
    assertThat(client.raw("OPTIONS /v1/wrecks HTTP/1.1\r\nHost: h\r\n\r\n").headers())
        .containsEntry("allow", "GET, OPTIONS")
        .containsEntry("access-control-allow-methods", "GET, OPTIONS");
    assertThat(client.raw("OPTIONS /nowhere HTTP/1.1\r\nHost: h\r\n\r\n").status()).isEqualTo(404);
  }

  @Test
  void browsers_may_read_the_date_and_the_headers_that_aws_exposes() {
    Reply reply = client.send(client.signed("GET", "/v1/ships", ""));

    assertThat(reply.headers().get("access-control-expose-headers").split(","))
        .containsExactlyInAnyOrder(
            "x-amzn-errortype",
            "x-amzn-requestid",
            "x-amzn-errormessage",
            "x-amzn-trace-id",
            "x-amz-apigw-id",
            "date");
    assertThat(reply.headers()).containsEntry("access-control-allow-origin", "*");
  }

  @Test
  void the_health_endpoint_responds_unsigned_at_both_paths() {
    for (String path : List.of("/_longshore/health", "/_localstack/health")) {
      Reply reply = client.raw("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json().getJsonObject("services").getString("sample")).isEqualTo("running");
    }
  }

  @Test
  void requests_are_timed_by_operation_and_status() {
    client.send(client.signed("DELETE", "/v1/ships/1", ""));

    assertThat(
            service
                .registry
                .get("longshore.http.requests")
                .tags("operation", "sample.DeleteShip", "status", "204")
                .timer()
                .count())
        .isPositive();
    assertThat(service.registry.get("longshore.http.calls.in.flight").gauge().value()).isZero();
  }

  @Test
  void a_request_signed_for_s3_is_handed_on_untouched() {
    AtomicReference<String> seen = new AtomicReference<>();
    try (SampleService other =
        SampleService.start(
            8,
            Optional.of(
                request -> {
                  seen.set(request.uri());
                  request.response().setStatusCode(418).end();
                }))) {
      RawHttpClient there = new RawHttpClient(other.port());

      assertThat(there.send(there.signedFor("s3", "GET", "/bucket/a//../%zz", "")).status())
          .isEqualTo(418);
      assertThat(seen).hasValue("/bucket/a//../%zz");
      String presigned =
          "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256"
              + "&X-Amz-Credential=test%2F20261121%2Fus-east-1%2Fs3%2Faws4_request";
      assertThat(there.raw("GET " + presigned + " HTTP/1.1\r\nHost: h\r\n\r\n").status())
          .isEqualTo(418);
      assertThat(there.send(there.signed("GET", "/v1/ships", "")).status()).isEqualTo(200);
    }
  }

  @Test
  void calls_above_the_limit_are_throttled_until_one_completes() throws Exception {
    try (SampleService narrow = SampleService.start(1, Optional.empty())) {
      RawHttpClient there = new RawHttpClient(narrow.port());
      Thread first = new Thread(() -> there.send(there.signed("GET", "/v1/ships/slow", "")));
      first.start();
      SampleService.await(narrow.oneWaits());

      Reply throttled = there.send(there.signed("GET", "/v1/ships", ""));
      narrow.waiting.forEach(response -> response.complete(ServiceResponse.noContent()));
      first.join(10_000);

      assertThat(throttled.status()).isEqualTo(429);
      assertThat(throttled.headers())
          .containsEntry("retry-after", "1")
          .containsEntry("x-amzn-errortype", "TooManyRequestsException");
      assertThat(there.send(there.signed("GET", "/v1/ships", "")).status()).isEqualTo(200);
    }
  }
}
