package io.longshore.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.edge.RawHttpClient.Reply;
import io.longshore.identity.sigv4.SignedRequest;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class EdgeLimitsTest {

  private static final int LIMIT = 64 * 1024;
  private static final String SCOPE =
      "Authorization: AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/harbourmaster/aws4_request,"
          + " SignedHeaders=host, Signature=x\r\n";

  @AutoClose
  private static final SampleService harbour = SampleService.start(256, Optional.empty());

  private static final RawHttpClient wire = new RawHttpClient(harbour.port());

  @Test
  void a_body_of_just_the_limit_is_read() {
    String body = "{\"Name\":\"x\",\"More\":\"" + "y".repeat(LIMIT - 22) + "\"}";
    assertThat(body).hasSize(LIMIT);

    assertThat(wire.send(wire.signed("POST", "/v1/ships", body)).status()).isEqualTo(201);
    tooLarge(wire.send(wire.signed("POST", "/v1/ships", body + " ")));
  }

  @Test
  void an_announced_length_over_the_limit_is_refused_before_any_of_it_is_sent() {
    tooLarge(
        wire.raw(
            "POST /v1/ships HTTP/1.1\r\nHost: h\r\n" + SCOPE + "Content-Length: 65537\r\n\r\n"));
  }

  @Test
  void a_client_that_sends_all_of_a_body_that_is_far_too_large_sees_the_answer() {
    String body = "x".repeat(4 << 20);

    tooLarge(wire.send(wire.signed("POST", "/v1/ships", body)));
  }

  @Test
  void a_body_in_chunks_is_cut_at_the_limit() {
    String chunk = "2000\r\n" + "x".repeat(0x2000) + "\r\n";

    tooLarge(
        wire.raw(
            "POST /v1/ships HTTP/1.1\r\nHost: h\r\n"
                + SCOPE
                + "Transfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(9)));
  }

  @Test
  void a_body_in_chunks_within_the_limit_is_one_body() {
    SignedRequest signed = wire.signed("POST", "/v1/ships", "{\"Name\":\"x\"}");
    StringBuilder text = new StringBuilder("POST /v1/ships HTTP/1.1\r\n");
    signed
        .headers()
        .forEach(h -> text.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
    text.append("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"Nam\r\n7\r\ne\":\"x\"}\r\n0\r\n\r\n");

    assertThat(wire.raw(text.toString()).status()).isEqualTo(201);
  }

  @Test
  void a_request_line_that_is_too_long_is_414() {
    Reply reply = wire.raw("GET /" + "x".repeat(17 * 1024) + " HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(reply.status()).isEqualTo(414);
    refusedInJson(reply);
  }

  @Test
  void headers_that_are_too_large_are_431() {
    Reply reply =
        wire.raw(
            "GET / HTTP/1.1\r\nHost: h\r\n"
                + ("X: " + "y".repeat(8000) + "\r\n").repeat(5)
                + "\r\n");

    assertThat(reply.status()).isEqualTo(431);
    refusedInJson(reply);
  }

  @Test
  void a_request_that_is_not_http_is_400() {
    Reply reply = wire.raw("NONSENSE\r\n\r\n");

    assertThat(reply.status()).isEqualTo(400);
    refusedInJson(reply);
  }

  @Test
  void a_client_that_expects_to_be_told_to_continue_is_told() throws Exception {
    SignedRequest signed = wire.signed("POST", "/v1/ships", "{\"Name\":\"x\"}");
    StringBuilder head = new StringBuilder("POST /v1/ships HTTP/1.1\r\nExpect: 100-continue\r\n");
    signed
        .headers()
        .forEach(h -> head.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
    head.append("Content-Length: ").append(signed.body().length).append("\r\n\r\n");

    assertThat(wire.raw(head.toString()).status()).isEqualTo(100);
  }

  @Test
  void http_2_is_not_spoken_in_clear_text() {
    Reply reply =
        wire.raw(
            "GET /_longshore/health HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");

    assertThat(reply.status()).isEqualTo(200);
  }

  private static void tooLarge(Reply reply) {
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.headers())
        .containsEntry("x-amzn-errortype", "PayloadTooLargeException")
        .containsEntry("connection", "close");
    assertThat(reply.json().getString("Message"))
        .isEqualTo("The request body is larger than 65536 bytes.");
  }

  private static void refusedInJson(Reply reply) {
    assertThat(reply.headers())
        .containsEntry("content-type", "application/json")
        .containsKeys("x-amzn-requestid", "x-amzn-errortype", "date");
    assertThat(reply.json().getString("Message")).isNotBlank();
  }
}
