package io.longshore.edge.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.edge.RawHttpClient;
import io.longshore.edge.RawHttpClient.Reply;
import io.longshore.edge.SampleService;
import io.longshore.edge.SampleVerticle;
import io.longshore.identity.sigv4.SignedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two services with one signing name: one is routed by target, the other by path. */
class AwsJson11Test {

  private static final SampleVerticle JSON_SERVICE = new SampleVerticle();
  private static SampleService service;
  private static RawHttpClient client;

  @BeforeAll
  static void start() {
    service = SampleService.start(256, Optional.empty(), JSON_SERVICE);
    client = new RawHttpClient(service.port());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void clear_calls() {
    JSON_SERVICE.calls.clear();
    service.calls.clear();
  }

  @Test
  void the_target_header_selects_the_operation() {
    Reply reply = call("Lights.Shine", "{\"colour\":\"red\",\"unknown\":1}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers()).containsEntry("content-type", "application/x-amz-json-1.1");
    assertThat(reply.headers()).containsKeys("x-amzn-requestid", "date");
    assertThat(reply.json().getBoolean("lit")).isTrue();
    assertThat(JSON_SERVICE.calls).hasSize(1);
    assertThat(JSON_SERVICE.calls.get(0).body().getString("colour")).isEqualTo("red");
  }

  @Test
  void an_operation_without_a_result_returns_an_empty_body() {
    Reply reply = call("Lights.Dim", "{\"colour\":\"red\"}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void a_request_without_target_to_another_path_is_routed_by_path() {
    Reply reply = client.send(client.signed("GET", "/v1/ships", ""));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(service.calls).hasSize(1);
    assertThat(client.send(client.signed("GET", "/v1/boats", "")).headers())
        .containsEntry("x-amzn-errortype", "UnknownOperationException")
        .containsEntry("content-type", "application/json");
  }

  @Test
  void the_error_of_an_unknown_target_lists_the_known_ones() {
    Reply reply = call("Lights.Blink", "{}");

    refused(reply, 400, "UnknownOperationException");
    assertThat(reply.json().getString("message"))
        .isEqualTo("There is no operation Lights.Blink; samplejson has Lights.Dim, Lights.Shine");
  }

  @Test
  void the_root_without_a_target_and_a_target_elsewhere_are_unknown_operations() {
    refused(client.send(client.signed("POST", "/", "{}")), 400, "UnknownOperationException");
    refused(client.send(client.signed("POST", "/?a=b", "{}")), 400, "UnknownOperationException");
    refused(
        client.send(client.signed("POST", "/v1/ships", "{}", "X-Amz-Target", "Lights.Shine")),
        400,
        "UnknownOperationException");
  }

  @Test
  void the_error_of_a_wrong_method_names_the_allowed_one() {
    Reply reply = client.send(client.signed("GET", "/", "", "X-Amz-Target", "Lights.Shine"));

    refused(reply, 405, "MethodNotAllowedException");
    assertThat(reply.headers()).containsEntry("allow", "POST");
  }

  @Test
  void an_invalid_member_is_refused_by_name() {
    Reply reply = call("Lights.Shine", "{\"colour\":\"\"}");

    refused(reply, 400, "BadRequestException");
    assertThat(reply.json().getString("message"))
        .isEqualTo("colour must have at least 1 character");
    refused(call("Lights.Shine", "{"), 400, "BadRequestException");
    refused(call("Lights.Shine", ""), 400, "BadRequestException");
    refused(call("Lights.Shine", "[]"), 400, "BadRequestException");
  }

  @Test
  void a_refusal_of_the_service_has_its_shape_in_the_body_and_400_as_status() {
    Reply reply = call("Lights.Shine", "{\"colour\":\"black\"}");

    refused(reply, 400, "NotFoundException");
    assertThat(reply.json().getString("message")).isEqualTo("There is no black light");
  }

  @Test
  void an_unexpected_failure_is_a_500_without_details() {
    Reply reply = call("Lights.Shine", "{\"colour\":\"broken\"}");

    refused(reply, 500, "InternalServerErrorException");
    assertThat(reply.body()).doesNotContain("secret");
  }

  @Test
  void the_error_of_an_unsupported_operation_says_what_is_supported() {
    Reply reply = call("Lights.Turn", "{}");

    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.json().getString("__type")).isEqualTo("NotImplementedException");
    assertThat(reply.json().getString("message"))
        .isEqualTo("Turn is not supported. Supported of samplejson: lights.");
  }

  @Test
  void a_body_above_the_limit_is_refused_unread() {
    refused(
        call("Lights.Shine", "{\"colour\":\"" + "x".repeat(2000) + "\"}"),
        413,
        "PayloadTooLargeException");
  }

  @Test
  void a_signature_that_does_not_fit_is_refused_with_400() {
    SignedRequest signed =
        client.signed("POST", "/", "{\"colour\":\"red\"}", "X-Amz-Target", "Lights.Shine");
    SignedRequest swapped =
        new SignedRequest("POST", "/", swapped(signed.headers()), signed.body());

    refused(client.send(swapped), 400, "InvalidSignatureException");
  }

  @Test
  void a_preflight_of_the_root_path_gets_a_response() {
    Reply reply = client.send(client.signed("OPTIONS", "/", ""));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers().get("access-control-allow-methods")).contains("POST");
  }

  private static List<Map.Entry<String, String>> swapped(List<Map.Entry<String, String>> headers) {
    List<Map.Entry<String, String>> changed = new ArrayList<>();
    headers.forEach(
        header ->
            changed.add(
                header.getKey().equalsIgnoreCase("X-Amz-Target")
                    ? Map.entry(header.getKey(), "Lights.Dim")
                    : header));
    return changed;
  }

  private static Reply call(String target, String body) {
    return client.send(
        client.signed(
            "POST",
            "/",
            body,
            "X-Amz-Target",
            target,
            "Content-Type",
            "application/x-amz-json-1.1"));
  }

  private static void refused(Reply reply, int status, String shape) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().getString("__type")).isEqualTo(shape);
    assertThat(reply.headers())
        .containsEntry("content-type", "application/x-amz-json-1.1")
        .containsKeys("x-amzn-requestid", "date")
        .doesNotContainKey("x-amzn-errortype");
    assertThat(JSON_SERVICE.calls).isEmpty();
    assertThat(service.calls).isEmpty();
  }
}
