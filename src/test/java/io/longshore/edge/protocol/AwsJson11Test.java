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

/** Two services under one signing name: one is called by target, the other by path. */
class AwsJson11Test {

  private static final SampleVerticle LIGHTHOUSE = new SampleVerticle();
  private static SampleService harbour;
  private static RawHttpClient wire;

  @BeforeAll
  static void start() {
    harbour = SampleService.start(256, Optional.empty(), LIGHTHOUSE);
    wire = new RawHttpClient(harbour.port());
  }

  @AfterAll
  static void stop() {
    harbour.close();
  }

  @BeforeEach
  void nobody_has_called() {
    LIGHTHOUSE.calls.clear();
    harbour.calls.clear();
  }

  @Test
  void a_target_names_the_operation() {
    Reply reply = call("Lights.Shine", "{\"colour\":\"red\",\"unknown\":1}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers()).containsEntry("content-type", "application/x-amz-json-1.1");
    assertThat(reply.headers()).containsKeys("x-amzn-requestid", "date");
    assertThat(reply.json().getBoolean("lit")).isTrue();
    assertThat(LIGHTHOUSE.calls).hasSize(1);
    assertThat(LIGHTHOUSE.calls.get(0).body().getString("colour")).isEqualTo("red");
  }

  @Test
  void an_operation_without_a_result_answers_an_empty_body() {
    Reply reply = call("Lights.Dim", "{\"colour\":\"red\"}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void what_names_no_target_and_is_not_at_the_root_goes_by_path() {
    Reply reply = wire.send(wire.signed("GET", "/v1/ships", ""));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(harbour.calls).hasSize(1);
    assertThat(wire.send(wire.signed("GET", "/v1/boats", "")).headers())
        .containsEntry("x-amzn-errortype", "UnknownOperationException")
        .containsEntry("content-type", "application/json");
  }

  @Test
  void an_unknown_target_is_told_which_there_are() {
    Reply reply = call("Lights.Blink", "{}");

    refused(reply, 400, "UnknownOperationException");
    assertThat(reply.json().getString("message"))
        .isEqualTo("No operation is Lights.Blink; lighthouse has Lights.Dim, Lights.Shine");
  }

  @Test
  void the_root_without_a_target_and_a_target_elsewhere_are_unknown_operations() {
    refused(wire.send(wire.signed("POST", "/", "{}")), 400, "UnknownOperationException");
    refused(wire.send(wire.signed("POST", "/?a=b", "{}")), 400, "UnknownOperationException");
    refused(
        wire.send(wire.signed("POST", "/v1/ships", "{}", "X-Amz-Target", "Lights.Shine")),
        400,
        "UnknownOperationException");
  }

  @Test
  void a_wrong_method_is_told_the_right_one() {
    Reply reply = wire.send(wire.signed("GET", "/", "", "X-Amz-Target", "Lights.Shine"));

    refused(reply, 405, "MethodNotAllowedException");
    assertThat(reply.headers()).containsEntry("allow", "POST");
  }

  @Test
  void what_the_contract_does_not_allow_is_refused_by_its_member() {
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
  void an_unforeseen_failure_is_a_500_that_says_nothing() {
    Reply reply = call("Lights.Shine", "{\"colour\":\"broken\"}");

    refused(reply, 500, "InternalServerErrorException");
    assertThat(reply.body()).doesNotContain("secret");
  }

  @Test
  void an_operation_that_aws_has_and_this_contract_lacks_says_what_is_served() {
    Reply reply = call("Lights.Turn", "{}");

    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.json().getString("__type")).isEqualTo("NotImplementedException");
    assertThat(reply.json().getString("message"))
        .isEqualTo("Turn is not served here. What is served of lighthouse: lights.");
  }

  @Test
  void a_body_over_the_limit_is_refused_unread() {
    refused(
        call("Lights.Shine", "{\"colour\":\"" + "x".repeat(2000) + "\"}"),
        413,
        "PayloadTooLargeException");
  }

  @Test
  void a_signature_that_does_not_fit_is_refused_with_400() {
    SignedRequest signed =
        wire.signed("POST", "/", "{\"colour\":\"red\"}", "X-Amz-Target", "Lights.Shine");
    SignedRequest swapped =
        new SignedRequest("POST", "/", swapped(signed.headers()), signed.body());

    refused(wire.send(swapped), 400, "InvalidSignatureException");
  }

  @Test
  void a_browser_may_ask_for_the_root() {
    Reply reply = wire.send(wire.signed("OPTIONS", "/", ""));

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
    return wire.send(
        wire.signed(
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
    assertThat(LIGHTHOUSE.calls).isEmpty();
    assertThat(harbour.calls).isEmpty();
  }
}
